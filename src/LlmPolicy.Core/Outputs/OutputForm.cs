namespace LlmPolicy.Outputs;

/// <summary>A call's form: where its body says how much may be produced.</summary>
/// <param name="Name">As docs/budgets-outputs.md calls it.</param>
/// <param name="Provider">Whose form it is.</param>
/// <param name="Kind">What comes of such a call.</param>
internal sealed record OutputForm(string Name, OutputProvider Provider, OutputKind Kind)
{
    private readonly IReadOnlyList<OutputMember> _members = [];

    /// <summary>The members that are read.</summary>
    public IReadOnlyList<OutputMember> Members
    {
        get => _members;
        init
        {
            _members = value;
            Root = OutputNode.Build(value);
        }
    }

    public OutputNode Root { get; private init; } = OutputNode.Build([]);

    /// <summary>The member that a limit is put into where none is declared; null where that can't be done.</summary>
    public IReadOnlyList<string>? Put { get; init; }

    /// <summary>Whether a limit binds only where a member says that the body is of this form (<see cref="OutputRole.Marker"/>).</summary>
    public bool NeedsMarker { get; init; }

    /// <summary>What such a call escapes whatever it says.</summary>
    public OutputEscapes Always { get; init; }

    /// <summary>Whether its answers say what they used. Those of batches and sessions come elsewhere, and speech says nothing.</summary>
    public bool ReportsUsage { get; init; } = true;

    /// <summary>Whether the answer is streamed unless the body says otherwise.</summary>
    public bool Streams { get; init; }
}
