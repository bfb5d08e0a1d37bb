namespace LlmPolicy.Packaging.Running;

internal sealed record Answer(int Status, string Body);
