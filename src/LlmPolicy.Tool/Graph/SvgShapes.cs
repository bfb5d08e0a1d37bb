using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace LlmPolicy.Tool.Graph;

/// <summary>What a picture is made of: boxes, ways, text and a key.</summary>
internal static class SvgShapes
{
    public const int LineHeight = 18;
    public const int Padding = 12;

    public static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    /// <summary>Wide enough for any letter of a monospaced font of 12 pixels.</summary>
    private const double LetterWidth = 7.5;

    public static int WidthOf(IEnumerable<string> lines) => (int)Math.Ceiling(lines.Select(Label.Cells).DefaultIfEmpty().Max() * LetterWidth) + (2 * Padding);

    public static int HeightOf(int lines) => (lines * LineHeight) + (2 * Padding) - 4;

    public static XElement Group(string style, string title, params object?[] content) =>
        new(Svg + "g", Class(style), new XElement(Svg + "title", Clean(title)), content);

    public static XElement Rectangle(string style, int x, int y, int width, int height, int radius) =>
        new(Svg + "rect", Class(style), At("x", x), At("y", y), At("width", width), At("height", height), At("rx", radius));

    /// <summary>Lines of text in the middle of a box's height, the first as a title.</summary>
    public static IEnumerable<XElement> Lines(IReadOnlyList<string> lines, string title, int x, int y, int height) =>
        lines.Select((line, i) => Text(line, i == 0 ? title : "", x + Padding, y + ((height - (lines.Count * LineHeight)) / 2) + (i * LineHeight) + 13));

    public static XElement Text(string text, string style, int x, int y) => new(Svg + "text", style.Length == 0 ? null : Class(style), At("x", x), At("y", y), Clean(text));

    /// <summary>A way from left to right, with an arrow's head where it ends.</summary>
    public static IEnumerable<XElement> Way(int x1, int y1, int x2, int y2, bool ends)
    {
        int end = ends ? x2 - 6 : x2;
        int bend = (end - x1) / 2;
        string path = y1 == y2 ? $"M{x1},{y1} H{end}" : $"M{x1},{y1} C{x1 + bend},{y1} {end - bend},{y2} {end},{y2}";
        yield return new XElement(Svg + "path", Class("way"), new XAttribute("d", path));
        if (ends)
        {
            yield return new XElement(Svg + "path", Class("stripe"), new XAttribute("d", $"M{x2},{y2} l-8,-4 v8 z"));
        }
    }

    /// <summary>A key: a ring, and a bit with two teeth.</summary>
    public static XElement Key(int x, int y) => new(
        Svg + "path", Class("key-sign"), new XAttribute("d", $"M{x + 8},{y} a4,4 0 1 1 -8,0 a4,4 0 1 1 8,0 h9 v4 m-4,-4 v3"));

    public static XAttribute At(string name, int value) => new(name, value.ToString(CultureInfo.InvariantCulture));

    private static XAttribute Class(string style) => new("class", style);

    /// <summary>What XML can't hold shows as a question mark.</summary>
    private static string Clean(string text) => string.Concat(text.Select((c, i) => XmlConvert.IsXmlChar(c) || IsPair(text, i) ? c : '?'));

    private static bool IsPair(string text, int i) =>
        (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1])) || (char.IsLowSurrogate(text[i]) && i > 0 && char.IsHighSurrogate(text[i - 1]));
}
