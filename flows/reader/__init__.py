"""`gongbao reader`: the published release as one page that needs no network: the documents, every number in them, and how each was read."""
