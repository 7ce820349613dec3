#!/usr/bin/env python3
"""Makes the files of conf/demo that the demo feeds replay: make-data.py SOURCE_DIRECTORY conf/demo

The source directory has sp500-2000.csv and football.json of the npm package vega-datasets 2.11.0, and AAPL.csv, FB.csv,
GOOG.csv, IBM.csv and MSFT.csv of the Python package bokeh_sampledata 2026.1. conf/demo/README.md says what of the
result is real and what is generated. Random numbers have seeds of the data, so each run makes the same files.
"""

import csv
import gzip
import json
import random
import re
import sys
import unicodedata
from datetime import date
from pathlib import Path

OPENING, CLOSING, TICK = 34_200, 57_600, 25  # Seconds after midnight in New York: 9:30 to 16:00.
TICKS = (CLOSING - OPENING) // TICK

NAMES = {
    "SPX": "S&P 500",
    "AAPL": "Apple",
    "GOOG": "Google",
    "IBM": "IBM",
    "MSFT": "Microsoft",
    "FB": "Facebook",
}
LISTED = {"FB": "2012-05-18"}
# The price at which the shares were sold on the day before their first one.
ISSUED = {"FB": 3800}

# The days of all instruments, with what they are known for.
DAYS = {
    "2012-05-18": "Facebook’s first day on the stock market",
    "2007-01-09": "Apple announces the iPhone",
    "2008-09-29": "The House of Representatives rejects the bank rescue",
    "2008-10-13": "The index has its best day since 1933",
    "2010-05-06": "The flash crash",
    "2011-08-08": "The first day after the downgrade of US debt",
}
# The index alone on one day of other years, under the topics SPX-YEAR.
INDEX_DAYS = ["2008-09-29", "2020-03-16", "2000-04-14", "2001-09-17", "2010-05-06", "2011-08-08"]
# The part of the day at which the low is known to have come.
LOW_AT = {"2010-05-06": 0.81}

# The rounds of the scores: all matches of a division's last day, which begin at the same time.
ROUNDS = [
    ("2016-05-15", "English Premier League"),
    ("2017-05-21", "Primera Division"),
    ("2017-05-21", "English Premier League"),
    ("2017-05-21", "Serie A"),
]


def read_days(path):
    """Returns the days of an instrument by date: open, high, low, close in cents, and the close before."""
    days, before = {}, None
    with open(path, newline="") as file:
        for row in csv.DictReader(file):
            row = {name.lower(): value for name, value in row.items()}
            day = [round(float(row[name]) * 100) for name in ("open", "high", "low", "close")]
            days[row["date"]] = (*day, before)
            before = day[3]
    return days


def path_of(day, symbol, opening, high, low, close):
    """Returns the prices of a day: a random walk from the open through the real extremes to the close."""
    market, own = random.Random(day), random.Random(day + symbol)
    low_first = close >= opening
    first = market.uniform(0.12, 0.4) + own.uniform(-0.05, 0.05)
    second = market.uniform(0.6, 0.85) + own.uniform(-0.05, 0.05)
    if day in LOW_AT:
        first, second = (LOW_AT[day], 0.95) if low_first else (first, LOW_AT[day])
    marks = [(0, opening), (round(first * TICKS), low if low_first else high)]
    marks += [(round(second * TICKS), high if low_first else low), (TICKS, close)]
    noise = [0.6 * market.gauss(0, 1) + 0.8 * own.gauss(0, 1) for _ in range(TICKS + 1)]
    prices = [opening]
    for (start, a), (end, b) in zip(marks, marks[1:]):
        steps = noise[start + 1 : end + 1]
        drift, length, level = sum(steps), end - start, 0.0
        scale = (high - low) * 0.009
        for number, step in enumerate(steps, 1):
            level += step
            bridge = scale * (level - drift * number / length)
            price = a + (b - a) * number / length + bridge
            # Reflected at the extremes, which only their own ticks reach.
            price = 2 * high - price if price > high else 2 * low - price if price < low else price
            prices.append(b if number == length else round(min(high, max(low, price))))
    return prices


def ticks(instruments, day_of, headlines):
    """Yields the rows of some instruments over one day, in the order of time."""
    paths = {}
    for symbol, number, days in instruments:
        day = day_of(symbol)
        if day not in days:
            continue
        opening, high, low, close, before = days[day]
        index = symbol.split("-")[0]
        prices = path_of(day, index, opening, high, low, close)
        paths[symbol] = (number, day, prices, opening, before or ISSUED[symbol])
    top, bottom = {}, {}
    for tick in range(TICKS + 1):
        for place, (symbol, (number, day, prices, opening, before)) in enumerate(paths.items()):
            price = prices[tick]
            top[symbol] = max(top.get(symbol, price), price)
            bottom[symbol] = min(bottom.get(symbol, price), price)
            name = NAMES.get(symbol, "S&P 500")
            money = [f"{cents / 100:.2f}" for cents in (price, opening, top[symbol], bottom[symbol], before)]
            # Not all at once, so that the updates are spread evenly.
            clock = OPENING + tick * TICK + place * 4
            yield [number, symbol, name, day, clock, *money, LISTED.get(symbol, ""), headlines.get(symbol, {}).get(day, "")]


HEADER = "n,symbol,name,date,clock,price,open,high,low,previousClose,listed,headline".split(",")


def write(path, text):
    with open(path, "wb") as file:
        with gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(text.encode())


def write_csv(path, rows):
    write(path, "\n".join(",".join(str(value) for value in row) for row in [HEADER, *rows]) + "\n")


def prices(source, target):
    index = read_days(source / "sp500-2000.csv")
    instruments = [
        (symbol, number, index if symbol == "SPX" else read_days(source / f"{symbol}.csv"))
        for number, symbol in enumerate(NAMES, 1)
    ]
    write_csv(
        target / "prices.csv.gz",
        [row for day in DAYS for row in ticks(instruments, lambda symbol: day, {"SPX": DAYS})],
    )
    years = {f"SPX-{day[:4]}": day for day in INDEX_DAYS}
    others = [(symbol, number, index) for number, symbol in enumerate(years, len(NAMES) + 1)]
    write_csv(target / "index-days.csv.gz", ticks(others, years.get, {}))


# Scores

STEP, PAUSE = 180, 360  # Seconds between two states of a match; the length of half-time in the replay.


def goals_of(match):
    """Returns the goals of a match, (minute, side): their numbers are real, their minutes are random."""
    rng = random.Random(match["date"] + match["home_team"] + match["away_team"])
    sides = ["home"] * match["home_score"] + ["away"] * match["away_score"]
    rng.shuffle(sides)
    return list(zip(sorted(rng.sample(range(2, 91), len(sides))), sides))


def second(minute):
    """Returns the time of a minute after the kick-off."""
    return minute * 60 + (PAUSE if minute > 45 else 0)


def states(match):
    """Yields the states of a match: time, minute, phase, score, and the goal if there is one."""
    home = away = 0
    events = [(-2 * STEP, 0, "pre", None), (-STEP, 0, "pre", None)]
    steps = [(minute, None) for minute in range(0, 91, 3)] + goals_of(match)
    for minute, side in sorted(steps, key=lambda step: (step[0], step[1] is not None)):
        events.append((second(minute), minute, "first-half" if minute <= 45 else "second-half", side))
    events += [(second(45) + 60 + part * STEP, 45, "half-time", None) for part in (0, 1)]
    events += [(second(90) + 60 + part * STEP, 90, "full-time", None) for part in range(4)]
    for time, minute, phase, side in sorted(events, key=lambda event: event[0]):
        home += side == "home"
        away += side == "away"
        yield time, minute, phase, home, away, {"side": side, "minute": minute} if side else None


def season(day):
    day = date.fromisoformat(day)
    return day.year if day.month >= 7 else day.year - 1


def table(results):
    """Returns the rows of a table of results, (home, away, goals, goals), the best first."""
    rows = {}
    for home, away, scored, conceded in results:
        for club, plus, minus in ((home, scored, conceded), (away, conceded, scored)):
            row = rows.setdefault(club, dict.fromkeys("played won drawn lost goalsFor goalsAgainst points".split(), 0))
            row["played"] += 1
            row["won" if plus > minus else "lost" if plus < minus else "drawn"] += 1
            row["goalsFor"] += plus
            row["goalsAgainst"] += minus
            row["points"] += 3 if plus > minus else 1 if plus == minus else 0
    best = lambda item: (-item[1]["points"], item[1]["goalsAgainst"] - item[1]["goalsFor"], -item[1]["goalsFor"], item[0])
    return [{"club": club, **row} for club, row in sorted(rows.items(), key=best)]


def slug(division):
    text = unicodedata.normalize("NFD", division).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", text)


def football_round(matches, day, division):
    """Yields the lines of one round: the states of all matches, and the table after each change."""
    league = [m for m in matches if m["division"] == division and season(m["date"]) == season(day)]
    before = [m for m in league if m["date"] < day]
    today = [m for m in league if m["date"] == day]
    assert len(today) == 10, (day, division, len(today))
    events = []
    for number, match in enumerate(today, 1):
        # Not all at once, so that the updates are spread evenly.
        events += [(time + number * 17, number, match, rest) for time, *rest in states(match)]
    score, started = {}, set()

    def standing(time):
        played = [(m["home_team"], m["away_team"], m["home_score"], m["away_score"]) for m in before]
        played += [(today[n - 1]["home_team"], today[n - 1]["away_team"], *score[n]) for n in sorted(started)]
        data = {"division": division, "date": day, "rows": table(played)}
        return {"at": time, "topic": "table." + slug(division), "data": data}

    yield standing(-2 * STEP)
    over = set()
    for time, number, match, (minute, phase, home, away, goal) in sorted(events, key=lambda event: event[:2]):
        data = {"division": division, "date": day, "home": match["home_team"], "away": match["away_team"]}
        data |= {"homeScore": home, "awayScore": away, "minute": minute, "phase": phase, "goal": goal}
        yield {"at": time, "n": number, "topic": f"match-{number}", "data": data}
        score[number] = (home, away)
        begins = phase != "pre" and number not in started
        ends = phase == "full-time" and number not in over
        if phase != "pre":
            started.add(number)
        if ends:
            over.add(number)
        if goal or ends or begins:
            yield standing(time)


def scores(source, target):
    matches = [m for m in json.loads((source / "football.json").read_text()) if m["home_score"] is not None]
    lines = [line for day, division in ROUNDS for line in football_round(matches, day, division)]
    write(
        target / "scores.ndjson.gz",
        "".join(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n" for line in lines),
    )


if __name__ == "__main__":
    origin, destination = map(Path, sys.argv[1:])
    prices(origin, destination)
    scores(origin, destination)
