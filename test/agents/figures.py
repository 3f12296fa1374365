"""The figures of the example pipeline, computed another way: with Python's standard library, from the raw files.

    python3 test/agents/figures.py > test/agents/figures.json
"""

import csv
import json
import statistics
from collections import Counter
from pathlib import Path

DATA = Path(__file__).parents[2] / "node_modules" / "vega-datasets" / "data"


def rows(name):
    with open(DATA / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def flights():
    flights = json.loads((DATA / "flights-200k.json").read_text())
    delays = [flight["delay"] for flight in flights]

    def group(keep):
        kept = [flight["delay"] for flight in flights if keep(flight)]
        return {"flights": len(kept), "late": sum(delay > 15 for delay in kept), "very_late": sum(delay > 60 for delay in kept)}

    return {
        "all": group(lambda flight: True),
        "early": sum(delay < 0 for delay in delays),
        "mean": statistics.fmean(delays),
        "median": statistics.median(delays),
        "hour_5": group(lambda flight: 5 <= flight["time"] < 6),
        "hour_23": group(lambda flight: 23 <= flight["time"] < 24),
        "miles_0_250": group(lambda flight: flight["distance"] < 250),
        "miles_1000_1500": group(lambda flight: 1000 <= flight["distance"] < 1500),
        "miles_2000": group(lambda flight: flight["distance"] >= 2000),
        "hour_18_miles_500_750": group(lambda f: 18 <= f["time"] < 19 and 500 <= f["distance"] < 750),
    }


def airports():
    airports = [airport for airport in rows("airports.csv") if airport["country"] == "USA"]
    states = Counter(airport["state"] for airport in airports)
    near_newark = [a for a in airports if 40 <= float(a["latitude"]) < 41 and -75 <= float(a["longitude"]) < -74]
    return {
        "count": len(airports),
        "without_state": states.pop("NA"),
        "states": len(states),
        "most": dict(states.most_common(3)),
        "dc": states["DC"],
        "cell_40_75": len(near_newark),
    }


def strikes():
    strikes = rows("birdstrikes.csv")
    cost = lambda strike: int(strike["Cost Total $"])
    damaging = [strike for strike in strikes if strike["Effect Amount of damage"] != "None"]
    serious = [s for s in strikes if s["Effect Amount of damage"] == "Substantial" or cost(s) >= 100_000]
    clusters = Counter((strike["Airport Name"], strike["Flight Date"][:7]) for strike in damaging)
    goose = [strike for strike in strikes if strike["Wildlife Species"] == "Canada goose"]
    return {
        "count": len(strikes),
        "from": min(strike["Flight Date"] for strike in strikes),
        "to": max(strike["Flight Date"] for strike in strikes),
        "airports": len({strike["Airport Name"] for strike in strikes}),
        "damaging": len(damaging),
        "with_cost": sum(cost(strike) > 0 for strike in strikes),
        "cost": sum(map(cost, strikes)),
        "serious": len(serious),
        "serious_cost": sum(map(cost, serious)),
        "highest_cost": max(map(cost, strikes)),
        "clusters": sum(count >= 3 for count in clusters.values()),
        "largest_cluster": max(clusters.values()),
        "by_month": dict(sorted(Counter(strike["Flight Date"][5:7] for strike in strikes).items())),
        "by_phase": dict(sorted(Counter(strike["Phase of flight"] for strike in strikes).items())),
        "serious_by_phase": dict(sorted(Counter(strike["Phase of flight"] for strike in serious).items())),
        "goose": {
            "strikes": len(goose),
            "damaging": sum(strike in damaging for strike in goose),
            "cost": sum(map(cost, goose)),
        },
    }


def weather(place, airports):
    days = [day for day in rows("weather.csv") if day["location"] == place]
    dates = {day["date"] for day in days}
    strikes = [strike["Flight Date"] for strike in rows("birdstrikes.csv") if strike["Airport Name"] in airports]
    months = [f"{month:02}" for month in range(1, 13)]
    wet = [statistics.fmean(float(d["precipitation"]) >= 1 for d in days if d["date"][5:7] == month) for month in months]
    struck = [sum(date[5:7] == month for date in strikes) for month in months]
    return {
        "strikes": len(strikes),
        "same_days": sum(date in dates for date in strikes),
        "wet_correlation": statistics.correlation(wet, struck),
        "wet_share_in_july": wet[6],
        "foggy_days_in_january": sum(day["weather"] == "fog" for day in days if day["date"][5:7] == "01"),
    }


figures = {
    "flights": flights(),
    "airports": airports(),
    "strikes": strikes(),
    "seattle": weather("Seattle", ["SEATTLE-TACOMA INTL"]),
    "new_york": weather("New York", ["JOHN F KENNEDY INTL", "LAGUARDIA NY", "NEWARK LIBERTY INTL ARPT"]),
}
print(json.dumps(figures, indent=2))
