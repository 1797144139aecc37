class LlmProxy < Formula
  desc "Transparent logging proxy for LLM APIs"
  homepage "https://github.com/OWNER/llm-proxy"
  url "https://github.com/OWNER/llm-proxy/releases/download/v0.1.0/llm_proxy.py"
  sha256 "0000000000000000000000000000000000000000000000000000000000000000"
  license "MIT"
  head "https://github.com/OWNER/llm-proxy.git", branch: "main"

  livecheck do
    url :stable
    strategy :github_latest
  end

  depends_on "python@3.14"

  # From cache= on the same as in install.sh (a test compares): the file runs as a module, compiled once.
  def launcher
    <<~SH
      #!/bin/sh
      # llm-proxy: transparent logging proxy (launcher, written by Homebrew)
      python="#{Formula["python@3.14"].opt_bin}/python3.14"
      file="#{opt_libexec}/llm_proxy.py"
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
    SH
  end

  def install
    libexec.install "llm_proxy.py"
    (bin/"llm-proxy").write launcher
    chmod 0755, bin/"llm-proxy"
    generate_completions_from_executable(bin/"llm-proxy", "completions")
  end

  def caveats
    <<~EOS
      To start the proxy now and at login, and to point new shells at it:
        brew services start llm-proxy
        llm-proxy --setup-shell
      Before `brew uninstall`, `llm-proxy --uninstall` takes the lines out of your shell files again.
    EOS
  end

  service do
    run [opt_bin/"llm-proxy", "--service"]
    keep_alive true
    working_dir var
    log_path var/"log/llm-proxy.log"
    error_log_path var/"log/llm-proxy.log"
  end

  test do
    assert_match version.to_s, shell_output("#{bin}/llm-proxy --version")
    port = free_port
    pid = spawn bin/"llm-proxy", "--port", port.to_s, "--log-dir", testpath/"logs"
    begin
      health = shell_output("curl -s --retry 10 --retry-connrefused http://127.0.0.1:#{port}/health")
      assert_match version.to_s, health
    ensure
      Process.kill "TERM", pid
      Process.wait pid
    end
  end
end
