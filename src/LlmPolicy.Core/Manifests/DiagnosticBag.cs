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

    public void Add(DiagnosticSeverity severity, string code, SourcePosition position, string message, string? remedy = null, string? rule = null) =>
        Add(new Diagnostic { Code = code, Severity = severity, Message = message, Position = position, Remedy = remedy, Rule = rule });

    public void Error(string code, SourcePosition position, string message, string? remedy = null, string? rule = null) =>
        Add(DiagnosticSeverity.Error, code, position, message, remedy, rule);

    public void Warning(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(DiagnosticSeverity.Warning, code, position, message, remedy);

    /// <summary>What a strictness rule refuses; without the rule it is a warning.</summary>
    public void Strict(string rule, IReadOnlySet<string> laxRules, string code, SourcePosition position, string message, string? remedy = null) =>
        Add(laxRules.Contains(rule) ? DiagnosticSeverity.Warning : DiagnosticSeverity.Error, code, position, message, remedy, rule);

    public void Note(string code, SourcePosition position, string message, string? remedy = null) =>
        Add(DiagnosticSeverity.Note, code, position, message, remedy);

    private static Diagnostic Last(Diagnostic diagnostic) => new()
    {
        Code = DiagnosticCodes.TooLarge,
        Severity = diagnostic.Severity,
        Message = $"{Most:N0} diagnostics of this kind are listed; the rest is not listed.",
        Position = diagnostic.Position,
        Remedy = "Fix the first ones.",
    };

    // A message quotes the manifest, which may hold a name of a mebibyte.
    private static Diagnostic Short(Diagnostic diagnostic) =>
        diagnostic.Message.Length > LongestText || diagnostic.Remedy?.Length > LongestText
            ? diagnostic with { Message = Short(diagnostic.Message), Remedy = diagnostic.Remedy is { } remedy ? Short(remedy) : null }
            : diagnostic;

    private static string Short(string text) => text.Length > LongestText ? $"{text.AsSpan(0, LongestText)}..." : text;
}
