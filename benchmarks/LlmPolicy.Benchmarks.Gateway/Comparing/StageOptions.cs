namespace LlmPolicy.Benchmarks.Gateway.Comparing;

/// <summary>What is to be compared.</summary>
/// <param name="DistinctTokens">How many tokens the cold row cycles through.</param>
/// <param name="ColdSettings">What the cold row's gateway is configured with besides, KEY=VALUE.</param>
/// <param name="Haproxy">HAProxy's path; null: its rows are left out.</param>
internal sealed record StageOptions(int DistinctTokens, IReadOnlyList<string> ColdSettings, string? Haproxy);
