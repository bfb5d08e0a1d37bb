using System.Text;
using System.Text.Json;

namespace LlmPolicy.Json;

/// <summary>JSON as protobuf prints a Struct: compact, numbers as doubles, <c>&lt;</c> and <c>&gt;</c> escaped. Members keep the token's order.</summary>
internal static class ProtobufJson
{
    public static string Write(JsonElement value)
    {
        var output = new StringBuilder();
        Write(value, output);
        return output.ToString();
    }

    private static void Write(JsonElement value, StringBuilder output)
    {
        switch (value.ValueKind)
        {
            case JsonValueKind.Array:
                output.Append('[');
                WriteAll(value.EnumerateArray(), output, Write);
                output.Append(']');
                break;
            case JsonValueKind.Object:
                output.Append('{');
                WriteAll(value.EnumerateObject(), output, WriteMember);
                output.Append('}');
                break;
            case JsonValueKind.String:
                WriteText(value.GetString()!, output);
                break;
            case JsonValueKind.Number:
                output.Append(ProtobufNumber.Write(value.GetDouble()));
                break;
            default:
                output.Append(value.GetRawText());
                break;
        }
    }

    private static void WriteAll<T>(IEnumerable<T> items, StringBuilder output, Action<T, StringBuilder> write)
    {
        bool first = true;
        foreach (var item in items)
        {
            output.Append(first ? "" : ",");
            write(item, output);
            first = false;
        }
    }

    private static void WriteMember(JsonProperty member, StringBuilder output)
    {
        WriteText(member.Name, output);
        output.Append(':');
        Write(member.Value, output);
    }

    private static void WriteText(string text, StringBuilder output)
    {
        output.Append('"');
        foreach (char c in text)
        {
            output.Append(c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\b' => "\\b",
                '\f' => "\\f",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                < ' ' or '<' or '>' or '\x7f' or '\u2028' or '\u2029' => $"\\u{(int)c:x4}",
                _ => c.ToString(),
            });
        }

        output.Append('"');
    }
}
