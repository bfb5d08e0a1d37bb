namespace LlmPolicy.Benchmarks.Gateway.Reserving;

/// <summary>What a run showed.</summary>
/// <param name="Requests">Reservations that were made, and settled where the case settles.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="ServerMicroseconds">Processor time of the server a request.</param>
/// <param name="ClientMicroseconds">Processor time of the process that asked, a request.</param>
/// <param name="MedianMilliseconds">How long a reservation took, with so many in flight.</param>
internal sealed record ReservationRun(int Requests, double Seconds, double ServerMicroseconds, double ClientMicroseconds, double MedianMilliseconds);
