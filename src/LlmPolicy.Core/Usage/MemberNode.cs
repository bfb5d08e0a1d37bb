using System.Text;

namespace LlmPolicy.Usage;

/// <summary>A member of documents that says something, or that leads to one. Lists are transparent: their elements are the same node.</summary>
internal sealed class MemberNode
{
    /// <summary>Deeper than any path: a bound of what is followed.</summary>
    public const int Deepest = 16;

    /// <summary>By the length of their names.</summary>
    private (byte[] Name, MemberNode Node)[][] _children = [];

    /// <summary>What a number here counts as.</summary>
    public UsageCount[] Counts { get; private set; } = [];

    /// <summary>What a string here is.</summary>
    public AnswerPart Part { get; private set; }

    /// <summary>The tag of the element that it has to stand in to be that; null for none.</summary>
    public string? PartTag { get; private set; }

    /// <summary>Whether it is an object of usage, which is believed when it is whole.</summary>
    public bool IsHolder { get; private set; }

    /// <summary>Whether it is a list whose elements say by a tag what they are.</summary>
    public bool IsTagged { get; private set; }

    /// <summary>The documents of answers.</summary>
    public static MemberNode Answers { get; } = Build([.. AnswerParts.All, AnswerParts.Chunk]);

    /// <summary>The documents within documents, which hold none themselves.</summary>
    public static MemberNode Chunks { get; } = Build(AnswerParts.All);

    /// <summary>The member of that name; null if it says nothing.</summary>
    public MemberNode? Child(ReadOnlySpan<byte> name)
    {
        if (name.Length < _children.Length)
        {
            foreach (var (childName, node) in _children[name.Length])
            {
                if (name.SequenceEqual(childName))
                {
                    return node;
                }
            }
        }

        return null;
    }

    private static MemberNode Build(IReadOnlyList<(string Path, AnswerPart Part)> parts)
    {
        MemberNode root = new();
        foreach (var format in UsageFormats.All)
        {
            foreach (string holder in format.Holders)
            {
                foreach (var (path, member) in format.Members)
                {
                    var place = root.Find(Join(holder, path), out string? tag, out bool isList);
                    place.AddCount(new(member, tag, Adds: isList || tag is not null || IsSum(member)));
                }

                if (holder.Length > 0)
                {
                    root.Find(holder, out _, out _).IsHolder = true;
                }
            }
        }

        foreach (var (path, part) in parts)
        {
            var place = root.Find(path, out string? tag, out _);
            place.Part = part;
            place.PartTag = tag;
        }

        return root;
    }

    /// <summary>Several members of one document are one count.</summary>
    private static bool IsSum(UsageMember member) => member is UsageMember.ToolUnits or UsageMember.ExtraInput or UsageMember.ExtraOutput;

    private static string Join(string holder, string path) => holder.Length == 0 ? path : path[0] == '[' ? holder + path : $"{holder}.{path}";

    private MemberNode Find(string path, out string? tag, out bool isList)
    {
        tag = null;
        isList = path.Contains("[]", StringComparison.Ordinal);
        var node = this;
        foreach (string step in path.Split('.'))
        {
            int bracket = step.IndexOf('[', StringComparison.Ordinal);
            node = node.Own(bracket < 0 ? step : step[..bracket]);
            if (bracket >= 0 && step[(bracket + 1)..^1].Split('=') is [var name, var value])
            {
                node.IsTagged = true;
                node.Own(name).Part = AnswerPart.Tag;
                tag = value;
            }
        }

        return node;
    }

    private MemberNode Own(string name)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (Child(bytes) is { } child)
        {
            return child;
        }

        while (_children.Length <= bytes.Length)
        {
            _children = [.. _children, []];
        }

        MemberNode added = new();
        _children[bytes.Length] = [.. _children[bytes.Length], (bytes, added)];
        return added;
    }

    private void AddCount(UsageCount count)
    {
        if (!Counts.Contains(count))
        {
            Counts = [.. Counts, count];
        }
    }
}
