namespace LlmPolicy.Keys;

/// <summary>A decision that asks for no more keys, and those that it was made with.</summary>
internal readonly record struct KeyedDecision(PolicyDecision Decision, RemoteKeySets Keys);
