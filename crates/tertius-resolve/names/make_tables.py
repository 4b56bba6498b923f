"""Builds given.txt and family.txt from two packages of PyPI; see README.md.

    pip download --no-deps names==0.3.0 Faker==40.54.0 && tar xzf names-0.3.0.tar.gz && unzip -q faker-*.whl
    python make_tables.py FOLDER-WITH-names-0.3.0-AND-faker

A line is a weight in bits (a name that one person in 1,024 bears has ten) and the folded names of that weight.
"""
import collections, importlib, math, pathlib, pkgutil, sys, unicodedata

GIVEN_FLOOR, FAMILY_FLOOR = 15.5, 14.5  # what is rarer is not listed
LONGEST_LIST = 1200  # a longer list of a country has more than its common names
LETTERS = str.maketrans({"ß": "ss", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe",
                         "ı": "i", "ħ": "h", "ŋ": "n", "ى": "ي", "ة": "ه"})


def fold(text):
    text = unicodedata.normalize("NFKC", text).lower().translate(LETTERS)
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not "\u0300" <= c <= "\u036f")
    text = unicodedata.normalize("NFC", text)
    return "".join(c for c in text if c not in "'’‘`´ʼ")


def words(name):
    return [w for w in "".join(c if c.isalpha() or unicodedata.combining(c) else " " for c in fold(name)).split()
            if len(w) > 1]


def main(folder):
    given, family = collections.defaultdict(lambda: 99.0), collections.defaultdict(lambda: 99.0)

    def note(table, name, bits):
        parts = words(name)
        if len(parts) == 1:
            table[parts[0]] = min(table[parts[0]], bits)

    for path, table, halves in [("male.first", given, 1), ("female.first", given, 1), ("all.last", family, 0)]:
        for line in open(folder / "names-0.3.0/names" / f"dist.{path}"):
            name, percent = line.split()[:2]
            if float(percent) > 0:
                note(table, name, -math.log2(float(percent) / 100) + halves)
    sys.path.insert(0, str(folder))
    import faker.providers.person as person
    for module in sorted(m.name for m in pkgutil.iter_modules(person.__path__)):
        provider = importlib.import_module(f"faker.providers.person.{module}").Provider
        for table, kind, least, most in [(given, "first", 9.0, 12.0), (family, "last", 9.5, 14.0)]:
            fields = [f for f in dir(provider) if f.startswith((f"{kind}_name", f"{kind}_romanized_name"))]
            for names in [set(v) for f in fields if isinstance(v := getattr(provider, f), (list, tuple, dict))]:
                if module != "en_US" and len(names) <= LONGEST_LIST and all(isinstance(n, str) for n in names):
                    bits = min(max(math.log2(max(len(names), 1)) + 2, least), most)
                    for name in sorted(names):
                        note(table, name, bits)
    for file, table, floor in [("given.txt", given, GIVEN_FLOOR), ("family.txt", family, FAMILY_FLOOR)]:
        lines = collections.defaultdict(list)
        for name, bits in table.items():
            if bits < floor:
                lines[round(bits * 2) / 2].append(name)
        with open(pathlib.Path(__file__).parent / file, "w", encoding="utf-8") as out:
            for bits in sorted(lines):
                out.write(f"{bits} {' '.join(sorted(lines[bits]))}\n")
        print(file, sum(map(len, lines.values())))


main(pathlib.Path(sys.argv[1]))
