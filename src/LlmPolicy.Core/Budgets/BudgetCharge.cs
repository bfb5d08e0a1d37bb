namespace LlmPolicy;

/// <summary>One part of a reservation: an amount that has to fit below a limit.</summary>
/// <param name="Counter">
/// The counter's name: 1 to 200 visible ASCII characters without braces. Whoever makes it puts into it all that tells counters apart (the budget, what is counted, the period,
/// the caller), what is a claim's value only as a keyed hash: stores keep names as they are.
/// </param>
/// <param name="Period">How long the amount counts. Always the same for a counter.</param>
/// <param name="Limit">What used and reserved amounts may be together, at the most 2^53 - 1. In the unit of the amount; not kept: it may change from one reservation to the next.</param>
/// <param name="Amount">
/// What is reserved: thousandths of a token, requests, or millionths of a currency's unit, from 0 to 2^53 - 1. 0 fits as long as the counter is not over its limit.
/// </param>
public readonly record struct BudgetCharge(string Counter, BudgetPeriod Period, long Limit, long Amount);
