"""What needs the files of EuRepoC is not there without them: they are not redistributed."""
from tests.support import eurepoc

collect_ignore = [] if eurepoc.DATA.is_dir() else ['test_eurepoc.py']
