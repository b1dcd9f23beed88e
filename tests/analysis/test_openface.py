import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from analysis import openface
from analysis.types import MEASURED


def measured(yaw=0.0, pitch=0.0, roll=0.0, position=(0.0, 0.0, 60.0), gaze=(0.0, 0.0)):
    row = np.zeros(1, MEASURED)
    row["yaw_deg"], row["pitch_deg"], row["roll_deg"] = yaw, pitch, roll
    row["x_cm"], row["y_cm"], row["z_cm"] = position
    row["gaze_yaw_deg"], row["gaze_pitch_deg"] = gaze
    return row


@pytest.mark.parametrize("angles", [(30, 0, 0), (0, 20, 0), (0, 0, 15), (-40, 25, -10)])
def test_angles_are_those_of_the_same_rotation_about_x_y_z(angles):
    yaw, pitch, roll = angles
    expected = Rotation.from_euler("YXZ", [-yaw, -pitch, roll], degrees=True).as_euler("XYZ")
    columns = openface.columns(measured(yaw, pitch, roll))
    found = [columns[name][0] for name in ("pose_Rx", "pose_Ry", "pose_Rz")]
    np.testing.assert_allclose(found, expected, atol=1e-6)


def test_nose_down_is_positive_and_nose_to_the_left_of_the_picture_is_positive():
    columns = openface.columns(measured(yaw=-30, pitch=-20))
    assert columns["pose_Rx"][0] > 0
    assert columns["pose_Ry"][0] > 0


def test_position_is_in_millimetres():
    columns = openface.columns(measured(position=(1.0, -2.0, 55.0)))
    assert [columns[f"pose_T{axis}"][0] for axis in "xyz"] == pytest.approx([10.0, -20.0, 550.0])


def test_a_face_off_the_centre_that_looks_at_the_camera_is_turned_in_camera_axes():
    # 45 degrees to the right of the camera: to look into it, the nose points 45 degrees to the picture's left.
    columns = openface.columns(measured(position=(50.0, 0.0, 50.0)))
    assert np.degrees(columns["pose_Ry"][0]) == pytest.approx(45.0, abs=1e-4)


def test_gaze_is_the_direction_of_head_and_eyes_together():
    columns = openface.columns(measured(yaw=10, gaze=(15, 0)))
    assert np.degrees(columns["gaze_angle_x"][0]) == pytest.approx(25.0, abs=1e-4)


def test_looking_up_is_a_negative_gaze_angle_y():
    assert openface.columns(measured(gaze=(0, 10)))["gaze_angle_y"][0] < 0


def test_absent_stays_absent():
    columns = openface.columns(measured(gaze=(np.nan, np.nan)))
    assert np.isnan(columns["gaze_angle_x"][0])
    assert np.isfinite(columns["pose_Rx"][0])
