"""Splink on an invented list of records, timed; writes record_id,person_id.

    python splink_million.py RECORDS.csv OUT.csv [THRESHOLD]

The model is the one its tutorials build for names, address, phone and place: term frequencies for names, u from random
pairs, m by expectation maximisation over two blockings, clusters by connected components. Run it with duckdb below 2.
"""
import json, resource, sys, time

import duckdb
import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

path, out = sys.argv[1:3]
threshold = float(sys.argv[3]) if len(sys.argv) > 3 else 0.95
start = time.time()
rows = pandas.read_csv(path, dtype=str, keep_default_na=False).drop(columns=["cid"]).replace("", None)
rows = rows.rename(columns={"record_id": "unique_id"})
parts = rows["name"].fillna("").str.replace(",", " ").str.lower().str.split()
rows["first"] = parts.map(lambda words: words[0] if len(words) else None)
rows["last"] = parts.map(lambda words: words[-1] if len(words) > 1 else None)
settings = SettingsCreator(
    link_type="dedupe_only",
    comparisons=[
        cl.JaroWinklerAtThresholds("first", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.JaroWinklerAtThresholds("last", [0.92, 0.8]).configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
        cl.ExactMatch("phone"),
        cl.ExactMatch("employer").configure(term_frequency_adjustments=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
    ],
    blocking_rules_to_generate_predictions=[
        block_on("email"),
        block_on("phone"),
        block_on("first", "last"),
        block_on("last", "employer"),
        block_on("last", "city"),
    ],
)
database = DuckDBAPI(duckdb.connect())
linker = Linker(database.register(rows), settings)
linker.training.estimate_probability_two_random_records_match([block_on("email"), block_on("phone")], recall=0.7)
linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
linker.training.estimate_parameters_using_expectation_maximisation(block_on("email"))
linker.training.estimate_parameters_using_expectation_maximisation(block_on("first", "last"))
pairs = linker.inference.predict(threshold_match_probability=threshold)
people = linker.clustering.cluster_pairwise_predictions_at_threshold(pairs, threshold_match_probability=threshold)
answer = people.as_pandas_dataframe()[["unique_id", "cluster_id"]]
answer.columns = ["record_id", "person_id"]
answer.to_csv(out, index=False)
usage = resource.getrusage(resource.RUSAGE_SELF)
print(json.dumps({
    "seconds": round(time.time() - start, 1),
    "cpu_seconds": round(usage.ru_utime + usage.ru_stime, 1),
    "peak_mb": usage.ru_maxrss // 1024,
    "threshold": threshold,
}))
