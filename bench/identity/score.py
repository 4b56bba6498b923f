"""Pairwise precision, recall and F1 of `record_id,person_id` against a list with the column `cid`."""
import collections, csv, sys


def pairs(keys):
    return sum(n * (n - 1) // 2 for n in collections.Counter(keys).values())


gold = {row["record_id"]: row["cid"] for row in csv.DictReader(open(sys.argv[1], encoding="utf-8"))}
found = {row["record_id"]: row["person_id"] for row in csv.DictReader(open(sys.argv[2], encoding="utf-8"))}
right = pairs((gold[record], found[record]) for record in gold)
said, true = pairs(found.values()), pairs(gold.values())
print(f"precision {right / said:.4f} recall {right / true:.4f} F1 {2 * right / (said + true):.4f}")
