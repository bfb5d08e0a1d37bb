using System.Text.Json;
using LlmPolicy.Json;

namespace LlmPolicy.Outputs;

/// <summary>The members of a form as a tree, as a body is read down it.</summary>
internal sealed class OutputNode
{
    private readonly List<OutputNode> _children = [];

    private OutputNode(string[] names, bool isList)
    {
        Names = names;
        IsList = isList;
    }

    /// <summary>Its spellings, the one that is written first. An array: lists behind an interface allocate as they are walked.</summary>
    public string[] Names { get; }

    /// <summary>Whether it may be a list, each item of which is read.</summary>
    public bool IsList { get; }

    /// <summary>What it says; null on the way to others.</summary>
    public OutputMember? Member { get; private set; }

    /// <summary>What any other member says; null for nothing.</summary>
    public OutputMember? Others { get; private set; }

    /// <summary>Whether there is more below.</summary>
    public bool IsInner => _children.Count > 0 || Others is not null;

    /// <summary>Whether the limit stands below, so that another form than an object has none.</summary>
    public bool HoldsLimit { get; private set; }

    public static OutputNode Build(IReadOnlyList<OutputMember> members)
    {
        OutputNode root = new([""], isList: false);
        foreach (var member in members)
        {
            root.Add(member);
        }

        return root;
    }

    /// <summary>Which child the property is, however it is spelt; -1 for none.</summary>
    public int IndexOf(ref readonly Utf8JsonReader reader, out bool isExact)
    {
        for (int i = 0; i < _children.Count; i++)
        {
            foreach (string name in _children[i].Names)
            {
                if (reader.IsNamed(name, out isExact))
                {
                    return i;
                }
            }
        }

        isExact = false;
        return -1;
    }

    public OutputNode Child(int index) => _children[index];

    private void Add(OutputMember member)
    {
        var node = this;
        foreach (string step in member.Path.Split('.'))
        {
            node.HoldsLimit |= member.Role == OutputRole.Limit;
            if (step == "*")
            {
                node.Others = member;
                return;
            }

            node = node.Own(step);
        }

        node.Member = member;
    }

    private OutputNode Own(string step)
    {
        bool isList = step.EndsWith("[]", StringComparison.Ordinal);
        string[] names = (isList ? step[..^2] : step).Split('|');
        var child = _children.Find(c => c.Names[0] == names[0]);
        if (child is null)
        {
            child = new OutputNode(names, isList);
            _children.Add(child);
        }

        return child;
    }
}
