namespace LlmPolicy.Guard;

/// <summary>Says that a guard let a request pass to an endpoint that is exempt. Routing that comes later may lead it to another one.</summary>
internal sealed class ExemptRequest;
