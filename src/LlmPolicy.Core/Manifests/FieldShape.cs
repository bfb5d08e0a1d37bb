namespace LlmPolicy.Manifests;

/// <summary>What a field has to hold that is accepted and has no effect here: as far as the API server looks before Gloo sees it.</summary>
internal enum FieldShape
{
    String,
    Strings,
    StringMap,
    Boolean,
    UInt32,

    /// <summary>A whole number.</summary>
    Int64,
    Duration,

    /// <summary>An enum: a name or its number.</summary>
    Enum,

    /// <summary>An object that may hold anything.</summary>
    Object,

    /// <summary>A list of such objects.</summary>
    Objects,
}
