using System.Text;

namespace LlmPolicy.Tool.Graph;

/// <summary>A policy as a flowchart of Mermaid.</summary>
internal sealed class MermaidGraph
{
    private readonly StringBuilder _text = new("flowchart LR\n");
    private readonly Dictionary<string, string> _targets = [];
    private int _routes;

    public static string Of(PolicyGraph graph)
    {
        MermaidGraph mermaid = new();
        foreach ((int index, GraphHost host) in graph.Hosts.Index())
        {
            mermaid.Add(host, $"host{index}");
        }

        return mermaid._text.ToString().TrimEnd();
    }

    private void Add(GraphHost host, string id)
    {
        Line($"{id}([{Label([host.Name, .. host.Domains])}])");
        foreach (GraphRoute route in host.Routes)
        {
            Add(route, id);
        }
    }

    private void Add(GraphRoute route, string host)
    {
        int index = _routes++;
        Line($"route{index}[{Label([route.Name, .. route.Matchers])}]");
        Line($"who{index}{{{{{Label([route.Access])}}}}}");
        Line($"{host} --> route{index} --> who{index}");
        foreach (GraphTarget target in route.Targets)
        {
            string arrow = route.Keys.Count == 0 ? "-->" : $"-->|{Label(["key", .. route.Keys])}|";
            Line($"who{index} {arrow} {Target(target)}");
        }
    }

    /// <summary>An Upstream is one node, however many routes lead there.</summary>
    private string Target(GraphTarget target)
    {
        if (!_targets.TryGetValue(target.Name, out string? id))
        {
            id = $"target{_targets.Count}";
            _targets.Add(target.Name, id);
            Line($"{id}[[{Label([target.Name, .. target.Addresses])}]]");
        }

        return id;
    }

    private void Line(string line) => _text.Append("  ").Append(line).Append('\n');

    private static string Label(IEnumerable<string> lines) => $"\"{string.Join("<br/>", lines.Select(Escape))}\"";

    /// <summary>Whatever could be syntax, of Mermaid, Markdown or HTML, is written by its number.</summary>
    private static string Escape(string text)
    {
        StringBuilder escaped = new();
        bool inFirstWord = true;
        foreach (Rune rune in text.EnumerateRunes())
        {
            // What begins with "1." or "-" would be a list.
            bool plain = Rune.IsLetterOrDigit(rune) || rune.Value is ' ' or '/' or ',' || (rune.Value is '.' or '-' or ':' or '(' or ')' or '[' or ']' && !inFirstWord);
            escaped.Append(plain ? rune.ToString() : $"#{rune.Value};");
            inFirstWord &= !Rune.IsLetter(rune);
        }

        return escaped.ToString();
    }
}
