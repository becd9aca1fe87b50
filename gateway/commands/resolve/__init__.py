"""What is worked out of the whole graph rather than told by a record, batch by batch, and as often as one likes.

`accounts` reads what is looked at of every account, `relate` writes which of them are related, `match` which leads are
whose. Each batch writes only what is different, so a run that was interrupted is simply run again.
"""
