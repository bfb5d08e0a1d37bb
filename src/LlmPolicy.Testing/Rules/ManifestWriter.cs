using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using LlmPolicy.Manifests;

namespace LlmPolicy.Testing.Rules;

/// <summary>Writes a file's documents again, as JSON, without one node.</summary>
internal sealed class ManifestWriter(NodePath without)
{
    // What a manifest's reader is given back has to be what it read: only quotes and control characters are escaped.
    private static readonly JsonSerializerOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly StringBuilder _text = new();

    public static string Write(IReadOnlyList<ManifestNode> documents, NodePath without)
    {
        ManifestWriter writer = new(without);
        foreach (var (index, document) in documents.Index())
        {
            writer._text.Append("---\n");
            writer.Write(document, NodePath.Root.Down(index));
            writer._text.Append('\n');
        }

        return writer._text.ToString();
    }

    private void Write(ManifestNode node, NodePath path)
    {
        switch (node)
        {
            case MapNode map:
                WriteParts('{', '}', map.Entries, path, (entry, at) =>
                {
                    _text.Append(Quoted(entry.Key.Text)).Append(": ");
                    Write(entry.Value, at);
                });
                break;
            case ListNode list:
                WriteParts('[', ']', list.Items, path, Write);
                break;
            case ScalarNode scalar:
                // A quoted text has no type but its own; a plain one may be a number, a boolean or nothing.
                _text.Append(scalar.IsNull ? "null" : scalar.IsPlain && PlainScalar.TypeOtherThanString(scalar.Text) is not null ? scalar.Text : Quoted(scalar.Text));
                break;
        }
    }

    private void WriteParts<T>(char open, char close, IReadOnlyList<T> parts, NodePath path, Action<T, NodePath> write)
    {
        _text.Append(open);
        string comma = "";
        foreach (var (index, part) in parts.Index())
        {
            if (path.Down(index) != without)
            {
                _text.Append(comma).Append('\n');
                write(part, path.Down(index));
                comma = ",";
            }
        }

        _text.Append(close);
    }

    private static string Quoted(string text) => JsonSerializer.Serialize(text, Options);
}
