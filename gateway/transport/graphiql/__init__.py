"""GraphiQL as the gateway serves it: the page, its ready examples, and the build of its assets.

`page.html` is what a browser gets, `page_without_assets.html` where nothing was built; `examples/` are the tabs of a
first visit. `build.py` turns `main.jsx` and the exact npm versions of `package-lock.json` into `../assets/`, which is
ignored by git and part of the wheel. Python's part of it is in `gateway.transport.pages`.
"""
