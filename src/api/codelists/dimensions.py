"""The dimensions that a series may have, the list that each takes its codes from, and the closed words of an observation."""

DIMENSIONS = {
    "violation": "violations",
    "party": "parties",
    "victim": "victims",
    "place": "places",
    "weapon": "weapons",
    "facility": "facilities",
}
# All values of a dimension that partitions, added.
ALL = "all"
STATUSES = ("reported", "not-documented", "not-published")
ATTRIBUTIONS = ("stated", "believed")
SOURCE_KINDS = ("publisher", "clipping", "press")
