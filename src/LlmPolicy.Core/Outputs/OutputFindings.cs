namespace LlmPolicy.Outputs;

/// <summary>What a body says of its output, as it is read.</summary>
internal sealed class OutputFindings
{
    private readonly List<OutputPlace> _declared = [];

    /// <summary>The limits that are declared, in the body's order.</summary>
    public IReadOnlyList<OutputPlace> Declared => _declared;

    /// <summary>Where one can be put in; null where it can't.</summary>
    public OutputPlace? Put { get; set; }

    /// <summary>The largest of the members that multiply an answer; 1 for none.</summary>
    public long Candidates { get; private set; } = 1;

    /// <summary>How many prompts are answered; 1 where the form has one.</summary>
    public long Prompts { get; set; } = 1;

    public OutputEscapes Escapes { get; set; }

    public bool HasMarker { get; set; }

    /// <summary>Null where the body says nothing of streaming.</summary>
    public bool? Streams { get; set; }

    public InputSize Input { get; set; }

    /// <summary>The larger of two limits counts: not every server reads the same one. One of 0 is none: Ollama takes it for no end, in OpenAI's form too.</summary>
    public long? Limit
    {
        get
        {
            long? largest = null;
            foreach (var place in _declared)
            {
                if (place.Limit == 0)
                {
                    return null;
                }

                largest = Math.Max(largest ?? 0, place.Limit!.Value);
            }

            return largest;
        }
    }

    /// <summary>Answers to the request, at the most <see cref="long.MaxValue"/>.</summary>
    public long Multiplier => Candidates > long.MaxValue / Prompts ? long.MaxValue : Candidates * Prompts;

    public void Declare(OutputPlace place) => _declared.Add(place);

    public void Multiply(long candidates) => Candidates = Math.Max(Candidates, candidates);
}
