"""examples/claims.ipynb, executed on the sample. What it shows is what is kept of it.

After a change of it, with the sample served:
  /usr/bin/python3 -m nbconvert --to notebook --execute --inplace --ExecutePreprocessor.record_timing=False \
      examples/claims.ipynb
"""
import json
import os
import subprocess

from tests.support.service import ROOT

NOTEBOOK = ROOT / 'examples/claims.ipynb'


def shown(notebook):
    """The texts that its cells print or show, and how many pictures."""
    texts, pictures = [], 0
    for cell in notebook['cells']:
        for output in cell.get('outputs', []):
            data = output.get('data', {})
            texts.append(''.join(output.get('text', data.get('text/plain', ''))))
            pictures += 'image/png' in data
    return texts, pictures


def test_it_shows_what_it_says(sample_service, tmp_path):
    done = subprocess.run(
        ['/usr/bin/python3', '-m', 'nbconvert', '--to', 'notebook', '--execute', '--output-dir', tmp_path,
         '--ExecutePreprocessor.kernel_name=python3', NOTEBOOK], capture_output=True, text=True, timeout=300,
        check=False, env=dict(os.environ, CLAIMD=sample_service.client.base, MPLCONFIGDIR=str(tmp_path)))
    assert done.returncode == 0, done.stderr[-3000:]
    kept, made = (json.loads(path.read_text('utf-8')) for path in (NOTEBOOK, tmp_path / NOTEBOOK.name))
    assert shown(made) == shown(kept)
    assert shown(made)[1] == 1
