using System.Globalization;
using System.Text;

namespace LlmPolicy.Tests.Models;

/// <summary>JSON texts as no client writes them: names twice, in other cases, escaped; odd values, depth, white space, text behind.</summary>
internal sealed class RandomJson(Random chance)
{
    private static readonly string[] Names =
    [
        "model", "model", "model", "Model", "MODEL", "modeł", "mode", "models", "fallbacks", "tools", "Tools", "messages", "metadata", "x", "", "stream", "prompt", "model ", "previous_response_id",
    ];

    private static readonly string[] Models = ["good", "good", "good", "evil", "org/m:1", "modèl-é", "a\"b", "😀", "", " good"];

    public byte[] Body()
    {
        byte[] text = Encoding.UTF8.GetBytes(Space() + Object(0) + Space());
        return chance.Next(20) switch
        {
            0 => [0xEF, 0xBB, 0xBF, .. text],
            1 => [.. text, .. Encoding.UTF8.GetBytes(Object(0))],
            2 => [.. text, (byte)"\0x,}]"[chance.Next(5)]],
            3 => text[..chance.Next(text.Length)],
            4 => Spoilt(text),
            _ => text,
        };
    }

    private byte[] Spoilt(byte[] text)
    {
        text[chance.Next(text.Length)] = (byte)chance.Next(256);
        return text;
    }

    private string Object(int depth) => $"{{{string.Join(",", Enumerable.Range(0, chance.Next(5)).Select(_ => $"{Space()}{Name()}{Space()}:{Space()}{Value(depth)}{Space()}"))}{(chance.Next(60) == 0 ? "," : "")}}}";

    private string Name()
    {
        string name = Names[chance.Next(Names.Length)];
        return Quoted(name, chance.Next(12) == 0 ? 3 : 0);
    }

    private string Value(int depth) => chance.Next(depth > 4 ? 9 : 13) switch
    {
        < 5 => Quoted(Models[chance.Next(Models.Length)], chance.Next(4) == 0 ? 2 : 0),
        5 => Number(),
        6 => new[] { "null", "true", "false", "NaN", "nul" }[chance.Next(chance.Next(10) == 0 ? 5 : 3)],
        7 => "\"" + new[] { "\\ud83d\\ude00", "\\ud800", "\\udc00\\ud800", "\\u0000", "\\\\\\\"", "\\x" }[chance.Next(6)] + "\"",
        8 => chance.Next(4) == 0 ? $"{new string('[', 200)}{new string(']', 200)}" : $"{new string('[', 30)}{new string(']', 30)}",
        9 or 10 => Object(depth + 1),
        _ => $"[{string.Join(",", Enumerable.Range(0, chance.Next(4)).Select(_ => Value(depth + 1)))}]",
    };

    private string Number() => chance.Next(5) switch
    {
        0 => new string('9', 400),
        1 => "1e999999",
        2 => "-0.0E-0",
        3 => chance.Next(10) == 0 ? "01" : "1",
        _ => chance.NextDouble().ToString(CultureInfo.InvariantCulture),
    };

    /// <summary>A string, about one of <paramref name="escapes"/> chars escaped though it need not be; none for 0.</summary>
    private string Quoted(string text, int escapes)
    {
        var quoted = new StringBuilder("\"");
        foreach (char c in text)
        {
            quoted.Append(c is '"' or '\\' ? $"\\{c}" : escapes > 0 && chance.Next(escapes) == 0 ? $"\\u{(int)c:x4}" : c.ToString());
        }

        return quoted.Append('"').ToString();
    }

    private string Space() => new[] { "", "", "", " ", "\n", "\r\n\t" }[chance.Next(6)];
}
