#!/usr/bin/env python3
"""Makes a large invented export of Google, to see that it streams: make_takeout.py MBOX OUT.zip [GIGABYTES]

MBOX comes from `cargo xtask make-mbox --messages 400000 --out all.mbox`. It is packed beside contacts, a calendar, thousands
of small notes and as many pictures of noise as it takes to reach the size.
"""

import random
import sys
import zipfile

PICTURE_BYTES = 48 << 20


def contacts():
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Person {0}\r\nN:{0};Person;;;\r\nEMAIL:p{0}@example.org\r\nEND:VCARD\r\n"
    return "".join(card.format(n) for n in range(20_000))


def calendar():
    event = "BEGIN:VEVENT\r\nUID:{0}\r\nDTSTART:2024{1:02}{2:02}T100000Z\r\nATTENDEE:mailto:p{3}@example.org\r\nEND:VEVENT\r\n"
    events = (event.format(n, n % 12 + 1, n % 28 + 1, n % 500) for n in range(20_000))
    return "BEGIN:VCALENDAR\r\nVERSION:2.0\r\n" + "".join(events) + "END:VCALENDAR\r\n"


def main(mbox, out, gigabytes=5.0):
    noise = random.Random(1)
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as takeout:
        takeout.writestr("Takeout/archive_browser.html", "<!doctype html><title>Takeout</title>")
        takeout.writestr("Takeout/Contacts/All Contacts/All Contacts.vcf", contacts())
        takeout.writestr("Takeout/Calendar/p1@example.org.ics", calendar())
        for n in range(5_000):
            takeout.writestr(f"Takeout/Keep/{n}.json", f'{{"title": "note {n}", "textContent": "milk"}}')
        takeout.write(mbox, "Takeout/Mail/All mail Including Spam and Trash.mbox")
        n = 0
        while takeout.fp.tell() < gigabytes * 1e9:
            picture = zipfile.ZipInfo(f"Takeout/Google Photos/{n:05}.jpg")
            takeout.writestr(picture, b"\xff\xd8\xff\xe0" + noise.randbytes(PICTURE_BYTES))
            n += 1


if __name__ == "__main__":
    main(*sys.argv[1:3], *map(float, sys.argv[3:4]))
