"""Pictures of two scanned heads at known poses: the only truth without error.

``DIR/heads3d`` holds LeePerrySmith (CC BY 3.0, Infinite-Realities) and james (menpo3d, BSD-3). A scan's zero pose is
that of its file: y up, z out of the face. Nobody levelled them, so one offset per head and angle is allowed where an
error is stated. Its origin here is the canonical face's, up to a centimetre: the middle of the outer eye corners
and 3 cm behind them; its scale makes these corners as far apart as the canonical face's.

The rasteriser is a z-buffer over twice the picture's size, with the texture shrunk to the head's size: no aliasing.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from analysis.head_pose import focal_length, rotation_from_angles, viewing_rotation
from analysis.image import Image, decode
from analysis.landmarks import CANONICAL
from analysis.projection import Camera

_OVERSAMPLING = 2
_EYES_APART_CM = float(CANONICAL[263, 0] - CANONICAL[33, 0])
_FROM_EYES = np.array([0.0, *CANONICAL[[33, 263]].mean(axis=0)[1:]])


@dataclass(frozen=True, slots=True)
class Head:
    """A scanned head.

    Attributes
    ----------
    vertices : (n, 3) float64, cm
        In camera axes (x right, y down, z forward), looking at the camera.
    normals : (n, 3) float64
    triangles : (m, 3) int
    texture_points : (m, 3, 2) float64, 0..1
        For each corner of each triangle; v runs down.
    texture : ndarray of uint8, shape (h, w, 3)
        RGB.
    """

    name: str
    vertices: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray
    texture_points: np.ndarray
    texture: Image


@dataclass(frozen=True, slots=True)
class Light:
    """A light far away: where it comes from in camera axes, its share, and what comes from everywhere."""

    direction: tuple[float, float, float] = (0.0, -0.3, -1.0)
    directed: float = 0.5
    ambient: float = 0.6


@cache
def load_heads(folder: Path) -> tuple[Head, ...]:
    """Read both scans; empty where the folder is not there.

    Parameters
    ----------
    folder : Path
        ``heads3d``.
    """
    if not folder.is_dir():
        return ()
    return _lee(folder), _james(folder)


def render(
    head: Head, angles: np.ndarray, position: np.ndarray, camera: Camera, background: Image, light: Light = Light()
) -> Image:
    """Take a picture of a head.

    Parameters
    ----------
    head : Head
    angles : (3,) array_like, degrees
        Yaw, pitch, roll relative to the viewing ray (conventions in `analysis.types`).
    position : (3,) array_like, cm
    camera : Camera
    background : ndarray of uint8, shape (camera.height, camera.width, 3)
    light : Light

    Returns
    -------
    ndarray of uint8, shape (camera.height, camera.width, 3)
        RGB.
    """
    place = np.asarray(position, dtype=np.float64)
    rotation = (viewing_rotation(place[None]) @ rotation_from_angles(np.asarray(angles)[None]))[0]
    metric = head.vertices @ rotation.T + place
    width, height = camera.width * _OVERSAMPLING, camera.height * _OVERSAMPLING
    focal = focal_length(np.array(height), np.array(camera.fov_deg))
    screen = metric[:, :2] * (focal / metric[:, 2:]) + [width / 2, height / 2]
    pixels, owners, shares = _visible(screen, 1 / metric[:, 2], head.triangles, width, height)
    colours = _texture(head, owners, shares, focal / place[2])
    normals = np.einsum("nki,nk->ni", head.normals[head.triangles[owners]], shares) @ rotation.T
    canvas = cv2.resize(background, (width, height), interpolation=cv2.INTER_LINEAR).reshape(-1, 3)
    canvas[pixels] = np.clip(colours * _brightness(normals, light)[:, None], 0, 255)
    seen = canvas.reshape(height, width, 3)
    picture: Image = cv2.resize(seen, (camera.width, camera.height), interpolation=cv2.INTER_AREA)
    return picture


def _visible(
    screen: np.ndarray, nearness: np.ndarray, triangles: np.ndarray, width: int, height: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Pixels that show the head, the triangle that each shows, and where in it (perspective-correct shares)."""
    corners = screen[triangles]
    first, second = corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]
    area = first[:, 0] * second[:, 1] - first[:, 1] * second[:, 0]
    low = np.clip(np.ceil(corners.min(axis=1) - 0.5), 0, [width, height]).astype(int)
    high = np.clip(np.ceil(corners.max(axis=1) - 0.5), 0, [width, height]).astype(int)
    spans = high - low
    # Triangles that face the camera run counter-clockwise in the scans, and y has been turned down.
    candidates = np.flatnonzero((area < 0) & (spans[:, 0] > 0) & (spans[:, 1] > 0))
    counts = spans[candidates, 0] * spans[candidates, 1]
    owners = np.repeat(candidates, counts)
    within = np.arange(len(owners)) - np.repeat(np.cumsum(counts) - counts, counts)
    row, column = np.divmod(within, spans[owners, 0])
    x, y = low[owners, 0] + column, low[owners, 1] + row
    shares = _shares(corners[owners], x + 0.5, y + 0.5, area[owners])
    inside = np.flatnonzero((shares[0] >= 0) & (shares[1] >= 0) & (shares[2] >= 0))
    pixels, owners = (y * width + x)[inside], owners[inside]
    weighted = shares[:, inside] * nearness[triangles[owners]].T
    near = weighted[0] + weighted[1] + weighted[2]
    buffer = np.zeros(width * height)
    np.maximum.at(buffer, pixels, near)
    nearest = np.flatnonzero(near == buffer[pixels])
    return pixels[nearest], owners[nearest], (weighted[:, nearest] / near[nearest]).T


def _shares(corners: np.ndarray, x: np.ndarray, y: np.ndarray, area: np.ndarray) -> np.ndarray:
    """Barycentric coordinates (3, n) of points in triangles (n, 3, 2) of twice the signed area."""
    right, down = corners[..., 0].T - x, corners[..., 1].T - y
    first, second = (1, 2, 0), (2, 0, 1)
    shares: np.ndarray = np.stack([right[i] * down[j] - right[j] * down[i] for i, j in zip(first, second, strict=True)])
    shares /= area
    return shares


def _texture(head: Head, owners: np.ndarray, shares: np.ndarray, pixels_per_cm: float) -> np.ndarray:
    """Colours (n, 3) of the points seen, from a texture about as fine as the picture."""
    # The head's outline, about 60 cm, goes once round the width of such a texture.
    texture = head.texture
    shrink = texture.shape[1] / (60.0 * pixels_per_cm)
    if shrink > 1:
        texture = cv2.resize(texture, None, fx=1 / shrink, fy=1 / shrink, interpolation=cv2.INTER_AREA)
    place = np.einsum("nki,nk->ni", head.texture_points[owners], shares) * texture.shape[1::-1] - 0.5
    # cv2.remap takes maps up to 32767 on a side.
    rows = -(-len(place) // 1024)
    maps = np.zeros((rows * 1024, 2), np.float32)
    maps[: len(place)] = place
    x, y = maps.T.reshape(2, rows, 1024)
    colours: np.ndarray = cv2.remap(texture, x, y, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE)
    return colours.reshape(-1, 3)[: len(place)].astype(np.float64)


def _brightness(normals: np.ndarray, light: Light) -> np.ndarray:
    toward = np.array(light.direction) / np.linalg.norm(light.direction)
    lit = np.clip(normals @ toward / np.maximum(np.linalg.norm(normals, axis=1), 1e-9), 0, None)
    brightness: np.ndarray = light.ambient + light.directed * lit
    return brightness


def _lee(folder: Path) -> Head:
    import DracoPy  # not part of a plain installation

    mesh = DracoPy.decode(_draco_part((folder / "LeePerrySmith.glb").read_bytes()))
    corners = mesh.tex_coord[mesh.faces] * [1, -1] + [0, 1]
    texture = decode((folder / "LeePerrySmith_color.jpg").read_bytes())
    return _head("LeePerrySmith", mesh.points, mesh.faces, corners, texture, _LEE_EYES)


def _draco_part(glb: bytes) -> bytes:
    """The binary chunk of a glb file: header of 12 bytes, then chunks of length, kind and data."""
    json_length = int.from_bytes(glb[12:16], "little")
    return glb[12 + 8 + json_length + 8 :]


def _james(folder: Path) -> Head:
    lines = [line.split() for line in (folder / "james.obj").read_text().splitlines() if line[:2] in ("v ", "vt", "f ")]
    vertices, texture_points = (
        np.array([line[1:] for line in lines if line[0] == kind], np.float64) for kind in ("v", "vt")
    )
    faces = np.array([[corner.split("/")[:2] for corner in line[1:4]] for line in lines if line[0] == "f"], int) - 1
    corners = texture_points[faces[..., 1], :2] * [1, -1] + [0, 1]
    texture = decode((folder / "james.jpg").read_bytes())
    return _head("james", vertices, faces[..., 0], corners, texture, _JAMES_EYES)


# Outer eye corners, the right one first, in the files' own units: read off frontal renders.
_LEE_EYES = np.array([[-0.89, 1.73, 1.90], [0.67, 1.80, 1.90]])
_JAMES_EYES = np.array([[-56.2, 12.4, 5.9], [26.3, 14.6, 3.3]])


def _head(
    name: str, points: np.ndarray, faces: np.ndarray, texture_points: np.ndarray, texture: Image, eyes: np.ndarray
) -> Head:
    """A scan in centimetres and camera axes, from the file's axes (y up, z toward the viewer)."""
    scale = _EYES_APART_CM / np.linalg.norm(eyes[1] - eyes[0])
    vertices = (np.asarray(points, np.float64) - eyes.mean(axis=0)) * [scale, -scale, -scale] + _FROM_EYES
    triangles = np.asarray(faces, int)
    return Head(name, vertices, _normals(vertices, triangles), triangles, np.asarray(texture_points), texture)


def _normals(vertices: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Mean normals of the triangles around each vertex, weighted by area, out of the head."""
    a, b, c = (vertices[triangles[:, index]] for index in range(3))
    normals = np.zeros_like(vertices)
    for index in range(3):
        np.add.at(normals, triangles[:, index], np.cross(b - a, c - a))
    normals /= np.maximum(np.linalg.norm(normals, axis=1, keepdims=True), 1e-12)
    return normals
