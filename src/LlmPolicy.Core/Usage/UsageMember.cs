namespace LlmPolicy.Usage;

/// <summary>What a number in a provider's answer means: the one vocabulary that all formats are told in. <see cref="UsageSums"/> has the formulas.</summary>
internal enum UsageMember
{
    /// <summary>All input, the cached inside.</summary>
    Input,

    /// <summary>Input without <see cref="ReadBeside"/> and <see cref="WrittenBeside"/>; all input where the answer has none of them.</summary>
    BareInput,

    /// <summary>Input on top: results of the provider's own tools.</summary>
    ToolInput,

    /// <summary>Read from a cache; inside the input.</summary>
    ReadInside,

    /// <summary>Read from a cache; on top of <see cref="BareInput"/>.</summary>
    ReadBeside,

    /// <summary>Written to a cache; inside the input.</summary>
    WrittenInside,

    /// <summary>Written to a cache; on top of <see cref="BareInput"/>.</summary>
    WrittenBeside,

    /// <summary>The part of what was written that is kept for 5 minutes.</summary>
    Written5Minutes,

    /// <summary>The part of what was written that is kept for 1 hour.</summary>
    Written1Hour,

    /// <summary>Output, the reasoning inside.</summary>
    Output,

    /// <summary>Reasoning on top of <see cref="Output"/>.</summary>
    Thoughts,

    /// <summary>Reasoning inside <see cref="Output"/>.</summary>
    Reasoning,

    /// <summary>All tokens, as the provider adds them up.</summary>
    Total,

    /// <summary>Audio inside the input.</summary>
    AudioInput,

    /// <summary>Audio inside the output.</summary>
    AudioOutput,

    /// <summary>Images inside the input.</summary>
    ImageInput,

    /// <summary>Images inside the output.</summary>
    ImageOutput,

    /// <summary>Seconds of audio; kept in ticks.</summary>
    AudioDuration,

    /// <summary>Uses of tools that are paid by the piece.</summary>
    ToolUnits,

    /// <summary>Input on top of everything, the total included.</summary>
    ExtraInput,

    /// <summary>Output on top of everything, the total included.</summary>
    ExtraOutput,

    /// <summary>Bare input of a pass that compacted the conversation; on top of everything.</summary>
    CompactionInput,

    /// <summary>What such a pass read from a cache.</summary>
    CompactionRead,

    /// <summary>What such a pass wrote to a cache.</summary>
    CompactionWritten,

    /// <summary>The part of it that is kept for 5 minutes.</summary>
    CompactionWritten5Minutes,

    /// <summary>The part of it that is kept for 1 hour.</summary>
    CompactionWritten1Hour,

    /// <summary>Output of such a pass.</summary>
    CompactionOutput,

    /// <summary>Input of a model that advised; counted apart.</summary>
    AdvisorInput,

    /// <summary>Output of a model that advised; counted apart.</summary>
    AdvisorOutput,

    /// <summary>Input as it is billed; counts if no other is said.</summary>
    BilledInput,

    /// <summary>Output as it is billed; counts if no other is said.</summary>
    BilledOutput,

    /// <summary>Bare input as somebody around the model counts it: a header, Bedrock's metrics. Counts if the model's own answer does not say.</summary>
    MeteredInput,

    /// <summary>What was read from a cache, by the same.</summary>
    MeteredRead,

    /// <summary>What was written to a cache, by the same.</summary>
    MeteredWritten,

    /// <summary>Output, by the same.</summary>
    MeteredOutput,
}
