"""Turns PGP keyrings into a gold set: the user ids of one key belong to one human.

    python keyring.py KEYRING… > gold.csv

Keys that share an address are one human's. `cid` also joins keys that bear one full name; `strict` does not, so that
the scorer can leave out pairs that only the name made positive. Real people: keep the output out of the project.
"""
import csv, re, subprocess, sys, tempfile

LISTING = ["--with-colons", "--list-options", "show-unusable-uids", "--show-keys"]


def user_ids(keyring, home):
    command = ["gpg", "--homedir", home, "--no-autostart", *LISTING, keyring]
    text = subprocess.run(command, capture_output=True, check=False).stdout.decode("utf-8", "replace")
    key = None
    for line in text.splitlines():
        cells = line.split(":")
        if cells[0] == "pub":
            key = cells[4]
        elif cells[0] == "uid":
            uid = re.sub(r"\\x([0-9a-f]{2})", lambda found: chr(int(found[1], 16)), cells[9])
            if found := re.match(r"^(.*?)\s*(?:\(.*\))?\s*<([^>]*)>\s*$", uid):
                yield key, found[1].strip(), found[2].strip()


def unify(pairs):
    """Joins the first parts of pairs that share a second part; gives the representative of each first part."""
    parent, first = {}, {}

    def find(x):
        while parent.setdefault(x, x) != x:
            x = parent[x]
        return x

    for one, shared in pairs:
        parent[find(one)] = find(first.setdefault(shared, one))
    return find


def main(keyrings):
    with tempfile.TemporaryDirectory() as home:
        rows = list(dict.fromkeys(row for keyring in keyrings for row in user_ids(keyring, home)))
    strict = unify((key, mail.lower()) for key, _, mail in rows)
    names = ((strict(key), " ".join(name.lower().split())) for key, name, _ in rows)
    human = unify(pair for pair in names if " " in pair[1])
    out = csv.writer(sys.stdout)
    out.writerow("rid,cid,name,email,source,strict".split(","))
    seen = dict.fromkeys((strict(key), name, mail) for key, name, mail in rows)
    for number, (owner, name, mail) in enumerate(seen):
        out.writerow((f"r{number}", human(owner), name, mail, "gpg", owner))


main(sys.argv[1:])
