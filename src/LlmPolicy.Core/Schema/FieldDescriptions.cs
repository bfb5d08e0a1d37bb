using System.Text.RegularExpressions;

namespace LlmPolicy.Schema;

/// <summary>
/// What docs/fields.md, which the library carries with it, says of a field: the document is the one place where fields are described. Its sections
/// name, in a comment, the readers whose fields they have.
/// </summary>
internal static partial class FieldDescriptions
{
    private static readonly Lazy<Dictionary<(string Reader, string Field), string>> All = new(ReadAll);

    /// <summary>The description of a field; null where the document has none.</summary>
    /// <param name="readers">The reader that asks for the field, then those around it.</param>
    /// <param name="field">The field's name.</param>
    public static string? Of(IEnumerable<string> readers, string field) =>
        readers.Select(reader => All.Value.GetValueOrDefault((reader, field))).FirstOrDefault(description => description is not null);

    private static Dictionary<(string Reader, string Field), string> ReadAll()
    {
        using var document = new StreamReader(typeof(FieldDescriptions).Assembly.GetManifestResourceStream("fields.md")!);
        Dictionary<(string, string), string> descriptions = [];
        string[] readers = [];
        while (document.ReadLine() is { } line)
        {
            if (line.StartsWith('#'))
            {
                readers = [];
            }
            else if (Readers().Match(line) is { Success: true } named)
            {
                readers = named.Groups[1].Value.Split(", ");
            }
            else if (line.Split('|') is ["", var fields, var mark, var byDefault, var meaning, ""])
            {
                string description = Describe(mark.Trim(), byDefault.Trim(), meaning.Trim());
                foreach (string reader in readers)
                {
                    foreach (Match field in Code().Matches(fields))
                    {
                        descriptions.TryAdd((reader, field.Groups[1].Value), description);
                    }
                }
            }
        }

        return descriptions;
    }

    private static string Describe(string mark, string byDefault, string meaning)
    {
        string[] sentences =
        [
            Link().Replace(meaning, "$1"),
            byDefault.Length == 0 ? "" : $"default: {byDefault}",
            mark switch
            {
                "no effect" => "no effect here: it says nothing about who may pass or what is sent",
                "unenforced" => "not enforced by LlmPolicy: an error, unless its path is in `LlmPolicy:Unenforced`",
                _ => "",
            },
        ];
        return string.Join(' ', sentences.Where(s => s.Length > 0).Select(s => $"{char.ToUpperInvariant(s[0])}{s[1..]}."));
    }

    [GeneratedRegex("^<!-- reader: (.*) -->$", RegexOptions.CultureInvariant)]
    private static partial Regex Readers();

    [GeneratedRegex("`([^`]+)`", RegexOptions.CultureInvariant)]
    private static partial Regex Code();

    [GeneratedRegex(@"\[([^\]]*)\]\([^)]*\)", RegexOptions.CultureInvariant)]
    private static partial Regex Link();
}
