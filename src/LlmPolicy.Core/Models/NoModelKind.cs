namespace LlmPolicy.Models;

/// <summary>Why a request asks for no model.</summary>
internal enum NoModelKind
{
    /// <summary>It asks which models there are.</summary>
    ModelList,

    /// <summary>A browser's preflight: <c>OPTIONS</c>.</summary>
    Preflight,

    /// <summary>Health, version, metrics.</summary>
    Health,

    /// <summary>What is stored: files, batches, answers; read, listed, cancelled or deleted.</summary>
    Stored,
}
