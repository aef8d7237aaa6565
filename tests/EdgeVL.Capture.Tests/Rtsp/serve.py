"""An RTSP server for the tests: serve.py PORT [USER PASSWORD]. Says "ready" when it listens."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

Gst.init(None)

CAMERA = "videotestsrc is-live=true pattern=ball ! video/x-raw,format=I420,width={w},height={h},framerate={f}/1 ! "
SOUND = "audiotestsrc is-live=true ! alawenc ! rtppcmapay name=pay0 pt=8 "
H264 = "openh264enc complexity=low gop-size=15 ! rtph264pay pt=96 name="
H265 = "x265enc tune=zerolatency speed-preset=ultrafast key-int-max=15 ! rtph265pay name=pay0 pt=96"
MJPEG = "jpegenc ! rtpjpegpay name=pay0 pt=26"

MOUNTS = {
    "/h264": CAMERA.format(w=640, h=480, f=30) + H264 + "pay0",
    "/odd": CAMERA.format(w=322, h=242, f=30) + H264 + "pay0",
    "/h265": CAMERA.format(w=320, h=240, f=15) + H265,
    "/mjpeg": CAMERA.format(w=320, h=240, f=30) + MJPEG,
    "/sound": SOUND + CAMERA.format(w=320, h=240, f=15) + H264 + "pay1",
}


def protect(server, factory, user, password):
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", "viewer")
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.BASIC)
    auth.add_basic(GstRtspServer.RTSPAuth.make_basic(user, password), token)
    server.set_auth(auth)
    permissions = GstRtspServer.RTSPPermissions()
    permissions.add_permission_for_role("viewer", "media.factory.access", True)
    permissions.add_permission_for_role("viewer", "media.factory.construct", True)
    factory.set_permissions(permissions)


def main():
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(sys.argv[1])
    for path, launch in MOUNTS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(f"( {launch} )")
        factory.set_shared(True)
        if len(sys.argv) == 4:
            protect(server, factory, sys.argv[2], sys.argv[3])
        server.get_mount_points().add_factory(path, factory)
    if server.attach(None) == 0:
        sys.exit(f"port {sys.argv[1]} is taken")
    print("ready", flush=True)
    GLib.MainLoop().run()


main()
