"""What every benchmark command has in common: its options and its orderly end."""

import argparse

from lib import paths, processes


def parser(description):
    result = argparse.ArgumentParser(description=description)
    result.add_argument("--drinkshop", metavar="FILE",
                        help="the binary (default: build/release/drinkshop)")
    return result


def at_least(minimum):
    def convert(text):
        value = int(text)
        if value < minimum:
            raise argparse.ArgumentTypeError(f"must be {minimum} or more")
        return value
    return convert


def in_work_folder(name, body):
    """Runs body(folder); whatever happens, processes are stopped and the folder is removed."""
    processes.stop_on_exit()
    folder = paths.work_folder(name)
    try:
        return body(folder)
    except KeyboardInterrupt:
        print("\ninterrupted")
        return 130
    except RuntimeError as error:
        print(f"\nbench/{name}: {error}")
        return 1
    finally:
        processes.stop_all()
        paths.remove(folder)
