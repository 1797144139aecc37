#!/bin/sh
# install.sh -- put llm-proxy into ~/.local/bin.  POSIX sh; asks for no password and reads no input.
#
#   curl -fsSL https://github.com/OWNER/llm-proxy/releases/latest/download/install.sh | sh
#   sh install.sh --from ./dist                # offline: a file, or a directory that holds llm_proxy.py
#   sh install.sh --uninstall
#
# Each option has a variable beside it, because `curl | sh` has no arguments.  The work is done in functions and the
# last line calls them, so that a script that arrives in part does nothing.

set -eu

# .ci/stamp writes these two; a test keeps the first in step with llm_proxy.py and the Formula.
STAMPED_VERSION=0.1.0
STAMPED_SHA256=0000000000000000000000000000000000000000000000000000000000000000
MARKER='llm-proxy: transparent logging proxy'    # in the head of llm_proxy.py and of our launcher

say()  { [ -n "$quiet" ] || printf '%s\n' "$*"; }
warn() { printf 'install.sh: warning: %s\n' "$*" >&2; }
die()  { printf 'install.sh: error: %s\n' "$*" >&2; exit 1; }

usage() {
    cat <<'USAGE'
usage: install.sh [options]
  --version V     install release V, or latest        LLM_PROXY_VERSION     (default: this script's own)
  --from PATH     offline: a file or a directory      LLM_PROXY_FROM
  --sha256 HEX    the digest that llm_proxy.py has    LLM_PROXY_SHA256      (none, with --from only: do not check)
  --python PATH   interpreter to use                  LLM_PROXY_PYTHON
  --bin-dir DIR   where llm-proxy goes                LLM_PROXY_BIN_DIR     (default: ~/.local/bin)
  --no-setup      install only                        LLM_PROXY_NO_SETUP=1
  --force         replace or remove what is not ours  LLM_PROXY_FORCE=1
  --uninstall     undo all; logs and configuration stay
  --quiet         errors and warnings only
  --help          this text
LLM_PROXY_REPOSITORY=OWNER/NAME or LLM_PROXY_BASE_URL=https://... name another place for the releases.
USAGE
}

# ---- Python ----------------------------------------------------------------------------------------------------------

# Prints the interpreter's absolute path if it will do.  What is a shim (pyenv) or belongs to a virtual environment leads
# to the interpreter behind it, which stays; a Python without sqlite3 or ssl should be found out here.
interpreter_of() {
    "$1" -I -c 'import sys
sys.version_info >= (3, 11) or sys.exit(1)
import sqlite3, ssl, tomllib
print(sys.executable if len(sys.argv) > 1 else getattr(sys, "_base_executable", "") or sys.executable)' \
        ${2+"$2"} </dev/null 2>/dev/null
}

find_python() {
    if [ -n "$python" ]; then
        interpreter_of "$python" as-it-is
        return
    fi
    for candidate in python3 python3.14 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null && interpreter_of "$candidate"; then
            return
        fi
    done
    return 1
}

how_to_get_python() {
    # shellcheck source=/dev/null
    ids=$(. /etc/os-release 2>/dev/null && printf '%s' "${ID-} ${ID_LIKE-}") || ids=
    case "$(uname -s) $ids" in
        Darwin*)                      echo 'brew install python' ;;
        *debian*|*ubuntu*)            echo 'sudo apt install python3    (Debian 12, Ubuntu 24.04 or newer)' ;;
        *fedora*|*rhel*|*centos*)     echo 'sudo dnf install python3.12' ;;
        *arch*)                       echo 'sudo pacman -S python' ;;
        *alpine*)                     echo 'sudo apk add python3' ;;
        *suse*)                       echo 'sudo zypper install python312' ;;
        *nixos*)                      echo 'nix profile install nixpkgs#python3' ;;
        FreeBSD*)                     echo 'sudo pkg install python311 py311-sqlite3' ;;
        *)                            echo 'see https://www.python.org/downloads/' ;;
    esac
}

no_python() {
    if [ -n "$python" ]; then
        found=$python
    else
        found=$(command -v python3) || found=
    fi
    if [ -n "$found" ]; then
        found="
  found:        $found, $("$found" --version 2>&1 </dev/null | head -n 1 || true), which is too old or lacks ssl or sqlite3"
    fi
    die "llm-proxy needs Python 3.11 or newer, with ssl and sqlite3$found
  this system:  $(how_to_get_python)
  anywhere:     uv python install 3.13
  already there under another name?  LLM_PROXY_PYTHON=/path/to/python"
}

# ---- Getting the file ------------------------------------------------------------------------------------------------

fetch() {    # fetch URL FILE
    if command -v curl >/dev/null; then
        case $1 in
            https:*) curl -fsSL --proto '=https' --tlsv1.2 --connect-timeout 20 --retry 2 -o "$2" "$1" ;;
            *)       curl -fsSL --connect-timeout 20 -o "$2" "$1" ;;
        esac
    elif command -v wget >/dev/null; then
        wget -q -O "$2" "$1"
    else
        "$py" -I -c 'import shutil, sys, urllib.request
with urllib.request.urlopen(sys.argv[1], timeout=60) as r, open(sys.argv[2], "wb") as f: shutil.copyfileobj(r, f)' "$1" "$2"
    fi </dev/null
}

sha256_of() {
    if command -v sha256sum >/dev/null; then
        sha256sum <"$1"
    elif command -v shasum >/dev/null; then
        shasum -a 256 <"$1"
    else
        "$py" -I -c 'import hashlib, sys; print(hashlib.sha256(sys.stdin.buffer.read()).hexdigest())' <"$1"
    fi | cut -d ' ' -f 1
}

check() {    # check FILE DIGEST
    case $2 in
        ''|*[!0-9a-f]*) die "'$2' is no SHA-256 digest; nothing was installed" ;;
    esac
    got=$(sha256_of "$1")
    [ "$got" = "$2" ] || die "the checksum of llm_proxy.py is wrong; nothing was installed
  expected  $2
  got       ${got:-nothing}"
}

copy_local() {
    source=$from
    [ ! -d "$source" ] || source=${source%/}/llm_proxy.py
    [ -f "$source" ] || die "there is no $source"
    cp -- "$source" "$stage/llm_proxy.py" || die "cannot read $source"
    if [ -z "$sha256" ]; then
        [ -f "$source.sha256" ] || die "no checksum: there is no $source.sha256
  give the digest with --sha256 HEX, or say --sha256 none if the file is your own"
        sha256=$(cut -d ' ' -f 1 <"$source.sha256")
    fi
}

download() {
    case $base in
        https://*|http://127.0.0.1[:/]*|http://localhost[:/]*) ;;
        *) die "$base is not https" ;;
    esac
    [ "$sha256" != none ] || die "what is downloaded is always checked; leave out --sha256 none"
    [ -n "$version" ] || version=$STAMPED_VERSION
    if [ "$version" = latest ]; then
        url=$base/latest/download/llm_proxy.py
    else
        url=$base/download/v$version/llm_proxy.py
    fi
    say "downloading $url"
    fetch "$url" "$stage/llm_proxy.py" || die "the download failed; nothing was changed: $url"
    if [ -z "$sha256" ] && [ "$version" = "$STAMPED_VERSION" ]; then
        sha256=${STAMPED_SHA256##0000000000000000*}     # all zeros outside a release
    fi
    if [ -z "$sha256" ]; then
        fetch "$url.sha256" "$stage/sha256" || die "the checksum cannot be had; nothing was changed: $url.sha256"
        sha256=$(cut -d ' ' -f 1 <"$stage/sha256")
    fi
}

try_out() {    # The new file must say which version it is before it replaces anything.
    head -n 20 "$stage/llm_proxy.py" | grep -qF "$MARKER" || die "that file is not llm_proxy.py; nothing was installed"
    launcher "$stage" >"$new"
    told=$(XDG_CACHE_HOME="$stage" /bin/sh "$new" --version </dev/null) ||
        die "the new llm-proxy does not start with $py; nothing was installed"
    told=${told#llm-proxy }
    case $version in
        ''|latest|"$told") ;;
        *) die "asked for version $version, got $told; nothing was installed" ;;
    esac
}

# ---- Putting it in place ---------------------------------------------------------------------------------------------

quoted() { printf "'"; printf '%s' "$1" | sed "s/'/'\\\\''/g"; printf "'"; }

# The compiled file lies where llm_proxy.py's command_of_module looks for it (a test counts), so that launcher, proxy and
# recorder share one.  The absolute interpreter saves a pyenv shim's 150 ms; if it is gone, another one is looked for.
launcher() {    # launcher DIRECTORY, where llm_proxy.py is
    cat <<HEAD
#!/bin/sh
# $MARKER (launcher, written by install.sh)
python=$(quoted "$py")
file=$(quoted "$1/llm_proxy.py")
HEAD
    cat <<'LAUNCHER'
if [ ! -x "$python" ]; then
    for python in python3 python3.14 python3.13 python3.12 python3.11 ''; do
        "${python:-true}" -I -c 'import ssl, sqlite3, tomllib' 2>/dev/null && break
    done
    if [ -z "$python" ]; then
        echo "llm-proxy: its Python is gone and no other >= 3.11 is in PATH; run install.sh again" >&2
        exit 127
    fi
fi
cache=${XDG_CACHE_HOME:-${HOME:-/nonexistent}/.cache}
case $cache in /*) [ -d "$cache" ] || [ -d "${cache%/*}" ] || cache= ;; *) cache= ;; esac
exec "$python" -I -c "from importlib import machinery, util
import sys
file, sys.pycache_prefix, sys.argv[0] = sys.argv[1:4]
del sys.argv[1:4]
loader = machinery.SourceFileLoader('llm_proxy', file)
try: code = loader.get_code('llm_proxy')
except (EOFError, ValueError, TypeError):  # a torn cache
    code = compile(loader.get_data(file), file, 'exec')
sys.pycache_prefix = None
module = util.module_from_spec(util.spec_from_loader('llm_proxy', loader))
sys.modules['llm_proxy'] = module
exec(code, module.__dict__)
sys.exit(module.main())" "$file" "${cache:-/dev/null}${cache:+/llm-proxy/pycache}" "$0" "$@"
LAUNCHER
}

is_ours() { head -n 20 "$1" 2>/dev/null | grep -qF "$MARKER"; }

prepare() {
    [ ! -d "$dest" ] || die "$dest is a directory"
    if [ -e "$dest" ] && ! is_ours "$dest" && [ -z "$force" ]; then
        die "$dest exists and is not llm-proxy; --force or LLM_PROXY_FORCE=1 replaces it"
    fi
    if ! mkdir -p -- "$bin" 2>/dev/null || ! new=$(mktemp "$bin/.llm-proxy.XXXXXX" 2>/dev/null); then
        die "cannot write to $bin; name a directory of your own with LLM_PROXY_BIN_DIR=DIR"
    fi
    if ! mkdir -p -- "$lib" 2>/dev/null || ! stage=$(mktemp -d "$lib/.new.XXXXXX" 2>/dev/null); then
        die "cannot write to $lib; name a directory of your own with XDG_DATA_HOME=DIR"
    fi
    mkdir -p -- "$cache/llm-proxy" 2>/dev/null || true     # no harm without, but each start compiles anew
}

clean_up() {
    status=$?
    rm -rf -- ${stage:+"$stage"} ${new:+"$new"}
    exit "$status"
}

# Each of the two is one rename(2), the file before its launcher: whoever starts llm-proxy meanwhile gets the old or the
# new one, whole.
put_in_place() {
    launcher "$lib" >"$new"
    chmod 755 "$new"
    chmod 644 "$stage/llm_proxy.py"
    if cmp -s "$stage/llm_proxy.py" "$lib/llm_proxy.py" && cmp -s "$new" "$dest"; then
        say "llm-proxy $told is in $dest already"
        return
    fi
    cmp -s "$stage/llm_proxy.py" "$lib/llm_proxy.py" || mv -f -- "$stage/llm_proxy.py" "$lib/llm_proxy.py"
    compiled=$cache/llm-proxy/pycache$lib
    rm -f -- "$compiled/llm_proxy."*.pyc    # known by size and second only
    if [ -d "$cache/llm-proxy" ] && mkdir -p -- "$compiled" 2>/dev/null; then    # trying it out has compiled it
        mv -f -- "$stage/llm-proxy/pycache$stage/llm_proxy."*.pyc "$compiled" 2>/dev/null || true
    fi
    mv -f -- "$new" "$dest"
    "$dest" --version >/dev/null </dev/null || die "$dest does not start"
    say "installed llm-proxy $told as $dest, run by $py"
}

path_hint() {
    case ":$PATH:" in
        *":$bin:"*)
            first=$(command -v llm-proxy) || first=
            [ "$first" = "$dest" ] || [ -z "$first" ] || warn "$first comes before $dest in your PATH"
            return ;;
    esac
    case ${SHELL-} in
        */fish) say "$bin is not in your PATH; add it:  fish_add_path $(quoted "$bin")" ;;
        *)      say "$bin is not in your PATH; add to your shell's rc file:  export PATH=$(quoted "$bin"):\"\$PATH\"" ;;
    esac
}

program() {    # program FLAG: what is installed, which reads no input and is as quiet as we are
    if [ -n "$quiet" ]; then "$dest" "$1" >/dev/null; else "$dest" "$1"; fi </dev/null
}

set_up() {
    if [ -n "$no_setup" ]; then
        say "next: $dest --setup"
        return
    fi
    program --setup || die "llm-proxy is installed, but its --setup failed; try again:  $dest --setup"
}

install() {
    py=$(find_python) || no_python
    [ "$(id -u)" != 0 ] || [ -z "${SUDO_USER-}" ] || warn "sudo is not needed; this installs for root only"
    trap clean_up EXIT
    trap 'exit 129' HUP
    trap 'exit 130' INT
    trap 'exit 143' TERM
    prepare
    if [ -n "$from" ]; then copy_local; else download; fi
    [ "$sha256" = none ] || check "$stage/llm_proxy.py" "$sha256"
    try_out
    put_in_place
    set_up
    path_hint
}

# ---- Uninstalling ----------------------------------------------------------------------------------------------------

uninstall() {
    if [ ! -e "$dest" ]; then
        say "llm-proxy is not in $bin"
        return
    fi
    is_ours "$dest" || die "$dest is not llm-proxy; it was left alone"
    # Where it was put, whatever is set now; nothing for a copy of the file itself, as made by cp.
    lib=$(sed -n "/^file=/{s/^file='\(.*\)\/llm_proxy.py'\$/\1/p;q;}" "$dest" | sed "s/'\\\\''/'/g")
    if ! program --uninstall; then
        [ -n "$force" ] || die "$dest --uninstall failed, nothing was removed; --force or LLM_PROXY_FORCE=1 goes on"
        warn "service and shell files may still name llm-proxy"
    fi
    rm -f -- "$dest" ${lib:+"$lib/llm_proxy.py"}
    rm -rf -- "$cache/llm-proxy/pycache"
    rmdir -- ${lib:+"$lib"} "$cache/llm-proxy" 2>/dev/null || true
    say "removed $dest; logs and configuration were kept"
}

main() {
    : "${HOME:?is not set}"
    quiet='' action=install stage='' new=''
    repository=${LLM_PROXY_REPOSITORY:-OWNER/llm-proxy}
    base=${LLM_PROXY_BASE_URL:-https://github.com/$repository/releases}
    version=${LLM_PROXY_VERSION-} from=${LLM_PROXY_FROM-} sha256=${LLM_PROXY_SHA256-}
    python=${LLM_PROXY_PYTHON-} no_setup=${LLM_PROXY_NO_SETUP-} force=${LLM_PROXY_FORCE-}
    case ${XDG_BIN_HOME-} in /*) bin=$XDG_BIN_HOME ;; *) bin=$HOME/.local/bin ;; esac
    bin=${LLM_PROXY_BIN_DIR:-$bin}
    while [ $# -gt 0 ]; do
        case $1 in
            --version|--from|--sha256|--python|--bin-dir) [ $# -ge 2 ] || die "$1 needs a value" ;;
        esac
        case $1 in
            --version)   version=$2; shift ;;
            --from)      from=$2; shift ;;
            --sha256)    sha256=$2; shift ;;
            --python)    python=$2; shift ;;
            --bin-dir)   bin=$2; shift ;;
            --no-setup)  no_setup=1 ;;
            --force)     force=1 ;;
            --uninstall) action=uninstall ;;
            -q|--quiet)  quiet=1 ;;
            -h|--help)   usage; return ;;
            *)           usage >&2; die "unknown option $1" ;;
        esac
        shift
    done
    # What was meant for this script is not meant for the program.
    unset LLM_PROXY_REPOSITORY LLM_PROXY_BASE_URL LLM_PROXY_VERSION LLM_PROXY_FROM LLM_PROXY_SHA256 LLM_PROXY_PYTHON
    unset LLM_PROXY_NO_SETUP LLM_PROXY_FORCE LLM_PROXY_BIN_DIR
    version=${version#v} base=${base%/} bin=${bin%/}
    sha256=$(printf '%s' "$sha256" | tr 'A-F' 'a-f')
    [ "$no_setup" != 0 ] || no_setup=
    [ "$force" != 0 ] || force=
    case $bin in /*) ;; *) bin=$PWD/$bin ;; esac
    # The XDG specification says that a relative one does not count.
    case ${XDG_DATA_HOME-} in /*) lib=$XDG_DATA_HOME/llm-proxy ;; *) lib=$HOME/.local/share/llm-proxy ;; esac
    case ${XDG_CACHE_HOME-} in /*) cache=$XDG_CACHE_HOME ;; *) cache=$HOME/.cache ;; esac
    dest=$bin/llm-proxy
    "$action"
}

main "$@"
