"""Build time only: makes the files of ``analysis/networks/weights`` from mediapipe's published ones.

``python -m analysis.networks.convert`` writes them, ``--check`` builds them again and compares the bytes.
Needs the ``build`` extra (tflite, flatbuffers, onnx, numpy), pip and npm. Nothing here is imported at run time.
"""
