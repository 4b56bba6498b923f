"""A mail server for tests: keeps mail in a Maildir. gone@ is refused for good, later@ the first time."""

from aiosmtpd.handlers import Mailbox


class Sink(Mailbox):
    later = set()

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("gone@"):
            return "550 5.1.1 no such reader"
        if address.startswith("later@") and address not in self.later:
            self.later.add(address)
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"
