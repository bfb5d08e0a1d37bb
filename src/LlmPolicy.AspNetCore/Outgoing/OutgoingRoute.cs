namespace LlmPolicy.Outgoing;

/// <summary>A route that calls of the app's own have to come under.</summary>
/// <param name="Client">Whose calls, for people.</param>
/// <param name="Route">The route, as logs name it.</param>
internal sealed record OutgoingRoute(string Client, string Route);
