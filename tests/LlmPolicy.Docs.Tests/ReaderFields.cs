using System.Text.RegularExpressions;

namespace LlmPolicy.Docs;

/// <summary>The fields that a reader of manifests asks for, found in its source, and what it makes of each.</summary>
internal static partial class ReaderFields
{
    private const string Folder = "src/LlmPolicy.Core/Resources/";

    /// <summary>Readers by the name of their type, each with its fields and their marks in docs/fields.md.</summary>
    public static IReadOnlyDictionary<string, Dictionary<string, string>> All { get; } = Repository.Files
        .Where(f => f.StartsWith(Folder, StringComparison.Ordinal))
        .SelectMany(f => Types(Repository.Read(f)))
        .Select(type => (type.Name, Fields: Read(type.Source)))
        .Where(r => r.Fields.Count > 0)
        .ToDictionary(r => r.Name, r => r.Fields);

    /// <summary>The types of a source, each with what stands from its declaration to the next one.</summary>
    private static IEnumerable<(string Name, string Source)> Types(string source)
    {
        Match[] declarations = [.. Declarations().Matches(source).Cast<Match>()];
        return declarations.Select((declaration, index) =>
            (declaration.Groups[1].Value, source[declaration.Index..(index + 1 < declarations.Length ? declarations[index + 1].Index : source.Length)]));
    }

    private static Dictionary<string, string> Read(string source)
    {
        var fields = new Dictionary<string, string>();
        foreach (Match call in Calls().Matches(source))
        {
            string mark = Mark(call.Groups["method"].Value);
            string[] names = [.. Literals().Matches(call.Groups["arguments"].Value).Select(m => m.Groups[1].Value)];
            foreach (string name in call.Groups["method"].Value is "Renamed" ? names[..1] : names)
            {
                // A field that is read in one form and set aside in the other is read.
                fields[name] = fields.GetValueOrDefault(name) is "yes" ? "yes" : mark;
            }
        }

        return fields;
    }

    private static string Mark(string method) => method switch
    {
        "Ignored" => "no effect",
        "Unsupported" or "Refused" or "Renamed" => "error",
        "Unenforced" => "unenforced",
        "LeftOut" => "left out",
        "Obstacles" => "needs an address",
        _ => "yes",
    };

    [GeneratedRegex("""
        \b(\w+|StagedJwt<\w+>)\.(?<method>String|Boolean|UInt32s?|Int32|Int64|Decimal|Duration|Enum|Object|List|Strings|Map|StringMap|Required|RequiredObject|Read|ReadStaged|Ignored|Unsupported|Refused|Unenforced|Renamed|LeftOut|Obstacles)
        (<\w+>)?\(\s*(o,\s*|(FieldShape|OffSwitch)\.\w+,\s*)?(?<arguments>"\w+"(\s*,\s*"\w+")*)
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Calls();

    [GeneratedRegex(@"^(?:internal|public) (?:\w+ )*?(?:class|record|interface|enum) (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declarations();

    [GeneratedRegex("\"(\\w+)\"")]
    private static partial Regex Literals();
}
