"""Writes an invented network as the files that platforms export: an address list, LinkedIn connections, a mailbox.

    network.py OUT --people N --mails M [--seed S]

Everybody is in people.csv; six in ten are LinkedIn connections; each mail goes from one person of a circle of about
forty to ego and three others of it, one in eight reaching into another circle, so that M mails show about 2.5 M ties
between others. Every third is answered by ego. Names are made of syllables, one in a hundred in another script.
words.txt holds words to search for: beginnings of names, employers and places. The same seed gives the same bytes.
"""

import argparse
import csv
import random
from email.utils import format_datetime
from datetime import datetime, timedelta, timezone
from pathlib import Path
from urllib.parse import quote

SYLLABLES = "an bo cla der el fri go han il jo ka lin mar no os pe qui ro sa ti ul ver wil zo ber den fe gru hol kir".split()
TITLES = ["Engineer", "Product Manager", "Nurse", "Head of Sales", "Designer", "Data Scientist", "Teacher", "Founder"]
PLACES = ["Lisbon", "Oslo", "Hamburg", "Zürich", "Göteborg", "Leeds", "Porto", "Gdańsk", "Lyon", "Tartu"]
OTHERS = [("伟", "王"), ("小明", "李"), ("Мария", "Иванова"), ("Ελένη", "Παππά"), ("עומר", "כהן"), ("Łukasz", "Wójcik")]
EGO = "ego@mail.example"
NOW = datetime(2026, 5, 1, 12, tzinfo=timezone.utc)


def word(dice, n):
    return "".join(dice.choice(SYLLABLES) for _ in range(n)).capitalize()


def people(dice, n):
    employers = [f"{word(dice, 3)} {dice.choice(['GmbH', 'Ltd', 'SA', 'Labs'])}" for _ in range(max(20, n // 60))]
    rows = []
    for number in range(n):
        given, family = (word(dice, 2), word(dice, 3)) if number % 100 else dice.choice(OTHERS)
        rows.append({
            "given": given, "family": family, "email": f"p{number}@{dice.choice(['post', 'box'])}.example",
            "company": dice.choice(employers[: 1 + int(len(employers) * dice.random() ** 2)]),
            "title": dice.choice(TITLES), "city": dice.choice(PLACES),
        })
    return rows


def write(out, n, mails, seed):
    dice = random.Random(seed)
    out.mkdir(parents=True, exist_ok=True)
    rows = people(dice, n)
    with open(out / "people.csv", "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["name", "email", "company", "title", "city"])
        lines.writerows([f"{r['given']} {r['family']}", r["email"], r["company"], r["title"], r["city"]] for r in rows)
    with open(out / "Connections.csv", "w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(["First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Connected On"])
        for number, r in enumerate(rows):
            if number % 10 < 6:
                day = (NOW - timedelta(days=dice.randrange(4000))).strftime("%d %b %Y")
                lines.writerow([r["given"], r["family"], f"https://www.linkedin.com/in/p{number}", r["email"], r["company"], r["title"], day])
    with open(out / "mail.mbox", "w", encoding="utf-8") as file:
        for number in range(mails):
            circle = dice.randrange(max(1, n // 40))
            party = [(circle * 40 + dice.randrange(40)) % n for _ in range(4)]
            if number % 8 == 0:
                party[3] = dice.randrange(n)
            sender, *others = [f'"{rows[at]["given"]} {rows[at]["family"]}" <{rows[at]["email"]}>' for at in party]
            at = NOW - timedelta(minutes=dice.randrange(60 * 24 * 1500))
            if number % 3 == 0:
                sender, others = f"Ego Person <{EGO}>", [sender, *others]
            else:
                others = [f"Ego Person <{EGO}>", *others]
            file.write(f"From x Thu Jan  1 00:00:00 2026\nFrom: {sender}\nTo: {', '.join(others)}\nSubject: x\n"
                       f"Date: {format_datetime(at)}\nMessage-ID: <m{number}@mail.example>\n\nx\n\n")
    with open(out / "words.txt", "w", encoding="utf-8") as file:
        for _ in range(5000):
            r = dice.choice(rows)
            whole = dice.choice([r["given"], r["family"], f"{r['given']} {r['family']}", r["company"], f"{r['title']} {r['city']}"])
            file.write(quote(whole[: dice.randrange(1, len(whole) + 1)].strip() or "a") + "\n")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--people", type=int, required=True)
    parser.add_argument("--mails", type=int, required=True)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    write(given.out, given.people, given.mails, given.seed)
