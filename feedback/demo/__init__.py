"""A believable demo county, made through the same verbs that the pages call.

One strategy and four consultations: one that was asked, answered and replied to; one that is open now; one
whose reply is late; and a draft. The words are in demo_county.json. Days are counted from today, and chance
comes from fixed seeds, so that everybody sees the same county on whichever day they start it.
"""
