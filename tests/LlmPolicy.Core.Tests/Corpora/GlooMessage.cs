namespace LlmPolicy.Tests;

/// <summary>A message of Gloo's, as <c>Data/gloo-fields.txt</c> has it.</summary>
internal sealed record GlooMessage(IReadOnlyDictionary<string, GlooField> Fields, IReadOnlyList<string[]> OneOfs)
{
    public static IReadOnlyDictionary<string, GlooMessage> All { get; } = Parse(EmbeddedData.Text("gloo-fields.txt"));

    private static Dictionary<string, GlooMessage> Parse(string text)
    {
        var messages = new Dictionary<string, GlooMessage>();
        foreach (string block in text.Split("\n\n").Where(b => !b.StartsWith('#')))
        {
            string[][] lines = [.. block.Trim().Split('\n').Select(l => l.Trim().Split(' '))];
            messages.Add(lines[0].Single(), new(
                lines[1..].Where(l => l[0] != "oneof").ToDictionary(l => l[0], l => new GlooField(l[0], l[1], l[2])),
                [.. lines[1..].Where(l => l[0] == "oneof").Select(l => l[1..])]));
        }

        return messages;
    }
}
