using LlmPolicy.Conformance.Comparing;

namespace LlmPolicy.Conformance;

/// <summary>The program's command line.</summary>
internal sealed record Arguments(string Folder, string Through, DiagnosticSeverity MissingReferences, IReadOnlyList<Verdict> Lists)
{
    public const string Usage = """
        usage: LlmPolicy.Conformance [--through core|cache|gateway] [--missing-references error|warn] [--list other|rule|permissive|unsupported]... FOLDER

        Puts each case of each suite in FOLDER (*.json, schema llmpolicy-conformance/1 or /2) to LlmPolicy, and compares with the recorded answer.
        --through core     the policy alone (default); of the second form, what it decides
        --through cache    the policy with a cache of tokens, each request decided once more when its token is there
        --through gateway  a raw socket to the gateway, with a real upstream that follows the case's script
        --missing-references warn  passes over options and Upstreams that nothing defines, as Gloo does
        --list VERDICT     names the cases, each with its reason
        """;

    /// <exception cref="ArgumentException">They are not of the usage's form.</exception>
    public static Arguments Parse(IReadOnlyList<string> args)
    {
        string? folder = null;
        string through = "core";
        DiagnosticSeverity missing = DiagnosticSeverity.Error;
        List<Verdict> lists = [];
        for (int i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--through":
                    through = Value(args, ++i);
                    break;
                case "--missing-references":
                    missing = ParseSeverity(Value(args, ++i));
                    break;
                case "--list":
                    lists.Add(ParseVerdict(Value(args, ++i)));
                    break;
                case string option when option.StartsWith('-') || folder is not null:
                    throw new ArgumentException($"'{option}' is not expected.");
                default:
                    folder = args[i];
                    break;
            }
        }

        return new Arguments(folder ?? throw new ArgumentException("FOLDER is missing."), through, missing, lists);
    }

    private static string Value(IReadOnlyList<string> args, int index) =>
        index < args.Count ? args[index] : throw new ArgumentException($"'{args[^1]}' needs a value.");

    private static DiagnosticSeverity ParseSeverity(string text) => text switch
    {
        "error" => DiagnosticSeverity.Error,
        "warn" => DiagnosticSeverity.Warning,
        _ => throw new ArgumentException($"What is missing can't be '{text}'."),
    };

    private static Verdict ParseVerdict(string text) => text switch
    {
        "rule" => Verdict.ByRule,
        "other" => Verdict.Other,
        "permissive" => Verdict.Permissive,
        "unsupported" => Verdict.Unsupported,
        _ => throw new ArgumentException($"'{text}' can't be listed."),
    };
}
