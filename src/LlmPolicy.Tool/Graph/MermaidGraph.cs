using System.Text;

namespace LlmPolicy.Tool.Graph;

/// <summary>A policy as a flowchart of Mermaid: from each host to its routes, to who may pass; a node an Upstream, however many ways lead there.</summary>
internal sealed class MermaidGraph
{
    private const string KeySign = "\U0001F511";

    /// <summary>Lines break where the labels say; Mermaid would break them at 200 pixels, and words with them.</summary>
    private readonly StringBuilder _text = new("%%{init: {\"flowchart\": {\"wrappingWidth\": 480}}}%%\nflowchart LR\n");
    private readonly Dictionary<string, string> _targets = [];
    private readonly List<string> _ways = [];
    private int _routes;

    public static string Of(PolicyGraph graph)
    {
        MermaidGraph mermaid = new();
        foreach ((int index, GraphHost host) in graph.Hosts.Index())
        {
            mermaid.Add(host, index);
        }

        foreach (GraphTarget target in graph.Targets)
        {
            mermaid.Add(target);
        }

        mermaid._ways.ForEach(mermaid.Line);
        mermaid.AddLegend();
        return mermaid._text.ToString().TrimEnd();
    }

    private void Add(GraphHost host, int index)
    {
        Line($"host{index}([{Quote([host.Name, string.Join(", ", host.Domains)])}])");
        foreach ((int number, GraphRoute route) in host.Routes.Index())
        {
            Add(route, number + 1, $"host{index}");
        }
    }

    private void Add(GraphRoute route, int number, string host)
    {
        int index = _routes++;
        Line($"route{index}[{Quote([$"{number}. {route.Name}", .. route.Matchers.Select((m, i) => i == 0 ? m : $"or {m}")])}]");
        Line($"who{index}({Quote([route.Access.Title, .. route.Access.Details])}):::{route.Access.Title}");
        string arrow = route.Access.Level == AccessLevel.Nobody ? "-.->" : "-->";
        Line($"{host} --> route{index} --> who{index}");
        if (route.Answer is { } answer)
        {
            Line($"answer{index}[{Quote([answer])}]");
            Line($"who{index} {arrow} answer{index}");
        }

        foreach (GraphWay way in route.Ways)
        {
            string key = way.Keys.Count == 0 ? "" : $"|{Quote([$"{KeySign} key {way.Keys[0]}", .. way.Keys.Skip(1)])}|";
            _ways.Add($"who{index} {arrow}{key} {Id(way.Target)}");
        }
    }

    private void Add(GraphTarget target) => Line($"{Id(target)}[[{Quote([target.Name, .. target.Addresses])}]]");

    private string Id(GraphTarget target)
    {
        if (!_targets.TryGetValue(target.Name, out string? id))
        {
            _targets.Add(target.Name, id = $"target{_targets.Count}");
        }

        return id;
    }

    /// <summary>In a row, by links that are not drawn.</summary>
    private void AddLegend()
    {
        List<string> entries = [.. GraphAccess.Legend.Select(l => $"legend-{l.Title}({Quote([$"{l.Title}: {l.Meaning}"])}):::{l.Title}")];
        if (_ways.Exists(way => way.Contains('|', StringComparison.Ordinal)))
        {
            entries.Add($"legend-key([{Quote([$"{KeySign} a provider's key is put on"])}])");
        }

        entries.ForEach(Line);
        Line($"{string.Join(" ~~~ ", entries.Select(entry => entry[..entry.IndexOf('(', StringComparison.Ordinal)]))}");

        // A text's colour beside its box's: readable on a light and on a dark page.
        Line("classDef anyone fill:#fff1e5,stroke:#bc4c00,color:#5c2500,stroke-width:2px");
        Line("classDef token fill:#ddf4ff,stroke:#0969da,color:#0a3069,stroke-width:2px");
        Line("classDef claim fill:#dafbe1,stroke:#1a7f37,color:#0b3d1a,stroke-width:2px");
        Line("classDef nobody fill:#e6eaef,stroke:#59636e,color:#1f2328,stroke-width:2px,stroke-dasharray:5 4");
    }

    private void Line(string line) => _text.Append("  ").Append(line).Append('\n');

    private static string Quote(IEnumerable<string> texts) => $"\"{string.Join("<br/>", texts.SelectMany(Label.Lines).Select(Escape))}\"";

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
