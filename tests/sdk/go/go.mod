// Drives checkout-emulator with the official Go SDK, newest and older majors.
module checkout-emulator.invalid/sdk

go 1.23.0

require (
	github.com/stripe/stripe-go/v76 v76.25.0
	github.com/stripe/stripe-go/v82 v82.5.1
	github.com/stripe/stripe-go/v85 v85.0.0
)
