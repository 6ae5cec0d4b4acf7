using OnnxPool.Conformance;
using Spectre.Console;

namespace OnnxPool.Cli;

/// <summary>One run of <c>onnxpool verify</c>: every target in turn, then the report.</summary>
sealed class VerifyRun(Terminal terminal, string? json, IReadOnlyList<string> expectations, VerifyOptions options)
{
    public const string Operators = "onnxpool";

    readonly ModelVerifier _verifier = new(options);
    readonly BackendVerifier _backend = new(options);
    readonly List<BackendResult> _folders = [];
    readonly List<CheckResult> _results = [];
    readonly List<string> _withoutPooling = [];
    readonly List<string> _errors = [];

    /// <summary>How the plug-in comes in; null for our operators.</summary>
    /// <exception cref="InvalidPoolingException">Neither of the two, or what <see cref="PluginOptions.Route"/> does not take.</exception>
    public static PluginRoute? Route(string provider, string? library, bool asOperators) => provider is Operators or PluginOptions.Plugin
        ? PluginOptions.Route(provider, library, asOperators)
        : throw new InvalidPoolingException(PluginOptions.ProviderName, $"'{provider}'", $"{Operators}, {PluginOptions.Plugin}");

    public int Run(IReadOnlyList<string> arguments)
    {
        if (json is not null) OutputFile.RequireWritable(CommonOptions.JsonName, json);
        BackendExpectations? expected = expectations.Count > 0 ? BackendExpectations.Read(expectations) : null;
        VerifyTarget[] targets = [.. arguments.SelectMany(VerifyTarget.Resolve)];
        if (json is not null && targets.Any(t => t.Problem is null && Path.GetFullPath(t.Source) == Path.GetFullPath(json)))
            throw new OutputFileException($"--json: found {json}, which is a model to verify; allowed: another file");
        if (options.Node is not null && targets.Any(t => t.Problem is not null))
            throw new OutputFileException("--node: found beside a problem line, which has one node; allowed: models only");
        if (options.Plugin is not null) RequireModels(targets);
        Each(targets);

        VerifyReport.Write(terminal, _results, _withoutPooling, _folders, options);
        foreach (string error in _errors) terminal.WriteError(error);
        IReadOnlyList<string> drift = expected?.Drift(_folders) ?? [];
        foreach (string line in drift) terminal.WriteError($"expectations: {line}");
        bool failed = drift.Count > 0 || _results.Any(r => r.Verdict == Verdict.Failed);
        if (_errors.Count > 0) return failed ? ExitStatus.Failed : ExitStatus.Unusable;
        if (options.Node is { } node && _results.Count == 0)
        {
            terminal.WriteError($"--node: found '{node}'; allowed: the name of a pooling node, as a run without --node shows it");
            return ExitStatus.Unusable;
        }
        if (options.Dimensions.Keys.Except(_verifier.Symbols).FirstOrDefault() is { } unknown)
        {
            string known = _verifier.Symbols.Count == 0 ? "none: no model here has symbolic dimensions" : string.Join(", ", _verifier.Symbols.Order(StringComparer.Ordinal));
            terminal.WriteError($"--dim: found {unknown}; allowed: {known}");
            return failed ? ExitStatus.Failed : ExitStatus.Unusable;
        }
        if (json is not null) OutputFile.Write(json, VerifyJson.Serialize(_results, _folders));
        return failed ? ExitStatus.Failed : ExitStatus.Good;
    }

    void RequireModels(VerifyTarget[] targets)
    {
        string? found = options.Backward ? "--backward" : expectations.Count > 0 ? "--expectations"
            : targets.Any(t => t.Problem is not null) ? "a problem line" : targets.FirstOrDefault(t => t.Backend is not null)?.Source;
        if (found is not null)
            throw new OutputFileException($"{PluginOptions.ProviderName} {PluginOptions.Plugin}: found {found} beside it; allowed: models and folders of models, without their gradients");
    }

    void Each(VerifyTarget[] targets)
    {
        if (!terminal.ShowsProgress)
        {
            foreach (VerifyTarget target in targets) Verify(target, terminal.Error.WriteLine);
            return;
        }
        terminal.Progress().Progress().AutoClear(true).Start(context =>
        {
            ProgressTask task = context.AddTask("verify", maxValue: targets.Length);
            foreach (VerifyTarget target in targets)
            {
                task.Description = Markup.Escape(Path.GetFileName(target.Source));
                Verify(target, note => task.Description = Markup.Escape(note));
                task.Increment(1);
            }
        });
    }

    void AddResults(IReadOnlyList<CheckResult> results) => _results.AddRange(options.Backward ? GradientVerifier.Add(results, options) : results);

    void Verify(VerifyTarget target, Action<string> announce)
    {
        try
        {
            if (target.Backend is { } folder)
            {
                BackendResult result = _backend.Verify(folder);
                _folders.Add(result);
                AddResults(result.Results);
                _errors.AddRange(result.Errors);
                return;
            }
            string path = target.RealModel is { } real ? real.List.Fetch(real.Model, announce) : target.Source;
            IReadOnlyList<CheckResult> results = target.Problem is { } problem
                ? _verifier.Verify(problem)
                : _verifier.Verify(path, target.Origin);
            if (results.Count == 0 && options.Node is null) _withoutPooling.Add(path);
            AddResults(results);
        }
        catch (Exception e) when (App.IsExpected(e))
        {
            // One bad file does not hide what the others show.
            _errors.Add(target.Problem is null ? e.Message : $"{(target.Place is null ? "" : target.Place + ": ")}{target.Source}: {e.Message}");
        }
    }
}
