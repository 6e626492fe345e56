"""Methods over many ports or periods: composite index, peers, the effect of an event.

Public functions take plain frames and return frames or frozen records, so that anybody can run them on their own
data. `python -m analysis` answers the same questions for people and programs.
"""
