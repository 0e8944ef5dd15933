#!/usr/bin/python3
"""A WebKitGTK window for WebKitWebDriver, with a profile on disk and Safari's storage on.

WebKitGTK's own MiniBrowser has a private session when a program drives it, and private sessions
have no origin private file system. Usage: window.py --profile=FOLDER
"""
import sys

import gi

gi.require_version("Gtk", "3.0")
gi.require_version("WebKit2", "4.1")
from gi.repository import Gtk, WebKit2  # noqa: E402

# Off in WebKitGTK and on in Safari.
FEATURES = {
    "StorageAPI",
    "StorageAPIEstimate",
    "FileSystem",
    "FileSystemWritableStream",
    "AccessHandle",
}

profile = next(arg.split("=", 1)[1] for arg in sys.argv if arg.startswith("--profile="))
data = WebKit2.WebsiteDataManager(
    base_data_directory=f"{profile}/data", base_cache_directory=f"{profile}/cache"
)
context = WebKit2.WebContext(website_data_manager=data)
settings = WebKit2.Settings()
known = WebKit2.Settings.get_all_features()
for i in range(known.get_length()):
    feature = known.get(i)
    if feature.get_identifier() in FEATURES:
        settings.set_feature_enabled(feature, True)


def grant(_view, request):
    request.allow()
    return True


def open_window(related=None):
    how = {"related_view": related} if related else {"web_context": context}
    view = WebKit2.WebView(settings=settings, is_controlled_by_automation=True, **how)
    window = Gtk.Window()
    window.set_default_size(1280, 800)
    window.add(view)
    window.show_all()
    view.connect("close", lambda _view: window.destroy())
    view.connect("permission-request", grant)
    view.connect("create", lambda of, _action: open_window(of))
    return view


def started(_context, session):
    # WebKitWebDriver refuses a browser of another name than the one that was asked for.
    info = WebKit2.ApplicationInfo()
    info.set_name("MiniBrowser")
    info.set_version(
        WebKit2.get_major_version(), WebKit2.get_minor_version(), WebKit2.get_micro_version()
    )
    session.set_application_info(info)
    session.connect("create-web-view", lambda _session: open_window())


context.set_automation_allowed(True)
context.connect("automation-started", started)
Gtk.main()
