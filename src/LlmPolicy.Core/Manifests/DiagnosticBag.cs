namespace LlmPolicy.Manifests;

/// <summary>Collects diagnostics, so that a reader sees all of them at once: each once, and no more than anybody would read.</summary>
internal sealed class DiagnosticBag
{
    /// <summary>How many of one severity are kept.</summary>
    public const int Most = 1000;

    private const int LongestText = 1000;

    private readonly List<Diagnostic> _items = [];
    private readonly HashSet<Diagnostic> _seen = [];
    private readonly int[] _counts = new int[Enum.GetValues<DiagnosticSeverity>().Length];

    public IReadOnlyList<Diagnostic> Items => _items;

    public bool HasErrors => _counts[(int)DiagnosticSeverity.Error] > 0;

    /// <summary>Whether further errors would be left out.</summary>
    public bool IsFull => _counts[(int)DiagnosticSeverity.Error] > Most;

    public void Add(Diagnostic diagnostic)
    {
        ref int count = ref _counts[(int)diagnostic.Severity];
        if (count > Most)
        {
            return;
        }

        diagnostic = Short(diagnostic);
        if (!_seen.Add(diagnostic))
        {
            // What a virtual host or a RouteTable has wrong would be said once for each route.
            return;
        }

        _items.Add(++count <= Most ? diagnostic : Last(diagnostic));
    }

    public void Error(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Error, message, position, remedy));

    public void Warning(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Warning, message, position, remedy));

    /// <summary>What a strictness rule refuses; without the rule it is a warning.</summary>
    public void Strict(string rule, IReadOnlySet<string> laxRules, string code, SourcePosition position, string message, string? remedy = null)
    {
        var severity = laxRules.Contains(rule) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error;
        Add(new Diagnostic(code, severity, message, position, remedy) { Rule = rule });
    }

    public void Note(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(new Diagnostic(code, DiagnosticSeverity.Note, message, position, remedy));

    private static Diagnostic Last(Diagnostic diagnostic) => new(
        DiagnosticCodes.TooLarge, diagnostic.Severity, $"{Most:N0} diagnostics of this kind are listed; from here on there are more.", diagnostic.Position, "Mend the first ones.");

    // A message quotes the manifest, which may hold a name of a mebibyte.
    private static Diagnostic Short(Diagnostic diagnostic) =>
        diagnostic.Message.Length > LongestText || diagnostic.Remedy?.Length > LongestText
            ? diagnostic with { Message = Short(diagnostic.Message), Remedy = diagnostic.Remedy is { } remedy ? Short(remedy) : null }
            : diagnostic;

    private static string Short(string text) => text.Length > LongestText ? $"{text.AsSpan(0, LongestText)}..." : text;
}
